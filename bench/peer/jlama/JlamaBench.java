import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.SafeTensorSupport;
import com.github.tjake.jlama.safetensors.prompt.PromptContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Tokens a second of Jlama: JlamaBench MODEL WEIGHTS (F32, BF16 or Q4) PROMPT GENERATE; greedy, for Q4 with activations in I8. */
public final class JlamaBench {
    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        var weights = DType.valueOf(arguments[1]);
        int prompt = Integer.parseInt(arguments[2]);
        int generate = Integer.parseInt(arguments[3]);
        if (weights == DType.Q4) {
            var quantised = folder.resolveSibling(folder.getFileName() + "-JQ4");
            if (!Files.exists(quantised)) {
                SafeTensorSupport.quantizeModel(folder, weights, null, null, Optional.of(quantised));
            }
            folder = quantised;
        }
        try (var model = ModelSupport.loadModel(folder.toFile(), DType.F32, weights == DType.Q4 ? DType.I8 : weights)) {
            double first = 0;
            double then = 0;
            // the last of three counts: the first ones are the JIT's
            for (int round = 0; round < 3; round++) {
                var text = "a b ".repeat(prompt / 2).strip();
                var asked = PromptContext.of(text);
                var answer = model.generate(UUID.randomUUID(), asked, 0f, prompt + generate, (piece, seconds) -> {});
                first = answer.promptTokens * 1e3 / answer.promptTimeMs;
                then = answer.generatedTokens * 1e3 / answer.generateTimeMs;
                System.err.printf("%d tokens, %d generated%n", answer.promptTokens, answer.generatedTokens);
            }
            System.out.printf(Locale.ROOT, "{\"pp\": %.1f, \"tg\": %.1f}%n", first, then);
        }
    }
}
