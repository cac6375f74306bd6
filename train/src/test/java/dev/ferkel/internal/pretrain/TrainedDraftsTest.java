package dev.ferkel.internal.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.engine.DraftBenchmark;
import dev.ferkel.internal.engine.DraftSource;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.Request;
import dev.ferkel.internal.model.TensorSource;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.testing.Golden;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Drafts of a multi-token prediction module that has learnt: a text in which every token says the next. */
class TrainedDraftsTest {
    private static final int STEPS = 60;
    private static final int PERIOD = 12;
    private static final int LENGTH = 33;
    private static final float MTP_LAMBDA = 0.3f;
    private static final AdamW.Settings ADAM_W = new AdamW.Settings(0.9, 0.95, 1e-8, 0, 1);

    private static int[] text(int[] cycle, int offset, int length) {
        return IntStream.range(offset, offset + length)
                .map(i -> cycle[i % cycle.length])
                .toArray();
    }

    /** Trains on pieces of a cycle of tokens; returns what the last step found. */
    private static PretrainingStep.Outcome learn(Student student, Arena arena, int[] cycle) {
        var random = new Random(5);
        var gradients = new Gradients(student.learned().values(), arena);
        var adamW = new AdamW(ADAM_W, student.learned(), gradients, arena);
        try (var step = new PretrainingStep(student, adamW, gradients)) {
            for (int i = 0; ; i++) {
                var rows = Rows.whole(List.of(
                        text(cycle, random.nextInt(PERIOD), LENGTH), text(cycle, random.nextInt(PERIOD), LENGTH)));
                var outcome = step.run(List.of(rows), 3e-3, new PretrainingStep.Weights(MTP_LAMBDA, 0, 0));
                if (i == STEPS) {
                    return outcome;
                }
            }
        }
    }

    /**
     * Whether drafts pay is measured, and on so small a model they may not; but they are tried every 50 tokens or so, and
     * what is tried must be accepted where the module is as sure as this.
     */
    @Test
    void draftsAreAccepted() {
        try (var checkpoint = Checkpoint.open(Golden.path("oracle/models/deepseek_v3"));
                var arena = Arena.ofShared()) {
            var student = Student.of(checkpoint.config(), TensorSource.of(checkpoint));
            var model = student.model();
            var cycle = new Random(3)
                    .ints(0, checkpoint.config().vocabularySize())
                    .distinct()
                    .limit(PERIOD)
                    .toArray();
            var last = learn(student, arena, cycle);
            assertThat(last.main()).isLessThan(0.01);
            assertThat(last.mtp()).isLessThan(0.01);
            for (int most : new int[] {1, 4}) {
                var options = EngineOptions.builder().cacheType(DType.F32).context(512);
                var request = Request.builder(text(cycle, 3, 17)).maxTokens(300).build();
                var result = DraftBenchmark.run(model, options, DraftSource.MTP, most, request);
                assertThat(result.same()).isTrue();
                assertThat(result.drafted()).isGreaterThanOrEqualTo(3);
                assertThat(result.accepted()).isGreaterThanOrEqualTo((int) (0.9 * result.drafted()));
                assertThat(result.gain()).isPositive();
            }
        }
    }
}
