package dev.ferkel.internal.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.model.Progress;
import dev.ferkel.testing.Golden;
import dev.ferkel.testing.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** What conversion writes is loaded by transformers, where that is there, and writes the golden greedy tokens. */
class TransformersTest {
    private static final String SCRIPT = """
            import json, os, sys, torch, transformers as t
            t.utils.logging.set_verbosity_error(); t.utils.logging.disable_progress_bar()
            for name in sorted(os.listdir(os.environ['MODELS'])):
                folder = os.path.join(os.environ['MODELS'], name)
                greedy = json.load(open(os.path.join(folder, 'expected.json')))['greedy']
                model, info = t.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
                prompt = torch.tensor([greedy['prompt']])
                out = model.generate(prompt, attention_mask=torch.ones_like(prompt), do_sample=False, eos_token_id=None,
                                     max_new_tokens=len(greedy['tokens']), pad_token_id=0)
                same = out[0, len(greedy['prompt']):].tolist() == greedy['tokens']
                print(name, 'same' if same else out.tolist(), 'missing', len(info['missing_keys']))
            """;

    @TempDir
    private Path folder;

    @Test
    void greedyTokens() throws IOException {
        var python = Python.with("torch, transformers")
                .orElseThrow(() -> new TestAbortedException("no Python with transformers ($FERKEL_PYTHON)"));
        var models = Files.createDirectory(folder.resolve("models"));
        var expected = new StringBuilder();
        for (var name : Golden.models().stream().sorted().toList()) {
            var source = Golden.path("oracle/models/" + name);
            var target = models.resolve(name);
            if (name.endsWith("fp8")) {
                convert(source, target, Optional.of(WeightType.F32));
            } else {
                var gguf = folder.resolve(name + ".gguf");
                convert(source, gguf, Optional.empty());
                convert(gguf, target, Optional.empty());
            }
            Files.copy(source.resolve("expected.json"), target.resolve("expected.json"));
            expected.append(name).append(" same missing 0\n");
        }
        var out = folder.resolve("out.txt");
        boolean done = python.run(SCRIPT, Map.of("MODELS", models.toString()), out);
        assertThat(Files.readString(out)).as("ended well: %s", done).endsWith(expected);
    }

    private static void convert(Path source, Path target, Optional<WeightType> type) {
        new Conversion(type, Long.MAX_VALUE).write(source, target, Progress.NONE);
    }
}
