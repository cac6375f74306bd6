package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.WeightForm;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldOutTest {
    /** No more positions at once than training has, and nothing left out. */
    @Test
    void batchesHaveRoom() {
        var documents = IntStream.of(5, 3, 2, 9, 1, 10, 4).mapToObj(int[]::new).toList();
        var batches = HeldOut.batches(documents, 10);
        assertThat(batches.stream().flatMap(List::stream).toList()).isEqualTo(documents);
        assertThat(batches)
                .hasSize(4)
                .allMatch(b -> b.stream().mapToInt(d -> d.length).sum() <= 10);
    }

    /** However many are computed at once. */
    @Test
    void theFigureIsTheSame() {
        var piglet = Path.of(System.getProperty("ferkel.root"), "models/piglet-base");
        try (var model = LoadedModel.open(piglet, Progress.NONE, WeightForm.EXACT)) {
            NumberedTexts texts = index -> "What is %d + %d?".formatted(index % 7, index % 5);
            double one = new HeldOut(texts, model.tokenizer(), 6, 40).bitsPerByte(model.model());
            double all = new HeldOut(texts, model.tokenizer(), 6, 1 << 20).bitsPerByte(model.model());
            assertThat(all).isPositive().isCloseTo(one, within(1e-6));
        }
    }
}
