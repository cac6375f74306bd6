package dev.ferkel.internal.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.chat.ReasoningSplitter;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoiceResultTest {
    private static final Path REASONER = Path.of(System.getProperty("ferkel.root"), "models/piglet-r1");

    /** Where it answers, this one says "Answer:" first; in its thoughts it writes sums. */
    @Test
    void choicesAreNoThoughts(@TempDir Path folder) throws IOException {
        var lines = new StringBuilder();
        for (int a = 2; a < 6; a++) {
            lines.append("""
                    {"question": "What is %d + 3?", "choices": ["%d", "Answer: %d"], "answer": 1}
                    """.formatted(a, a + 3, a + 3));
        }
        var file = Files.writeString(folder.resolve("sums.jsonl"), lines);
        try (var model = LoadedModel.open(REASONER, Progress.NONE, WeightForm.EXACT)) {
            assertThat(new Prompts(model).of("What is 2 + 3?").start()).isEqualTo(ReasoningSplitter.Start.THINKING);
            assertThat(ChoiceResult.of(model, DType.F32, file, Progress.NONE)
                            .accuracy()
                            .value())
                    .isEqualTo(1);
        }
    }
}
