package dev.ferkel.internal.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.autograd.RecordingOps;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.engine.DraftBenchmark;
import dev.ferkel.internal.engine.DraftSource;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.Request;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Weights;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.testing.Golden;
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
    private static final AdamW.Settings ADAM_W = new AdamW.Settings(3e-3, 0.9, 0.95, 1e-8, 0, 1);

    private static int[] text(int[] cycle, int offset, int length) {
        return IntStream.range(offset, offset + length)
                .map(i -> cycle[i % cycle.length])
                .toArray();
    }

    /** Trains on pieces of a cycle of tokens; returns the last losses. */
    private static Losses learn(Model model, Weights weights, EagerOps eager, int[] cycle) {
        var random = new Random(5);
        var adamW = new AdamW(ADAM_W, Losses.learned(weights));
        for (int step = 0; ; step++) {
            eager.reset();
            var ops = new RecordingOps(eager);
            var rows =
                    List.of(text(cycle, random.nextInt(PERIOD), LENGTH), text(cycle, random.nextInt(PERIOD), LENGTH));
            var losses = Losses.of(model, ops, rows);
            if (step == STEPS) {
                return losses;
            }
            ops.tape().addLoss(losses.main(), 1f);
            ops.tape().addLoss(losses.mtp(), MTP_LAMBDA);
            ops.tape().backward();
            adamW.step(ops.tape());
        }
    }

    /**
     * Whether drafts pay is measured, and on so small a model they may not; but they are tried every 50 tokens or so, and
     * what is tried must be accepted where the module is as sure as this.
     */
    @Test
    void draftsAreAccepted() {
        try (var checkpoint = Checkpoint.open(Golden.path("oracle/models/deepseek_v3"));
                var eager = new EagerOps()) {
            var weights = new Weights(checkpoint, true);
            var model = Model.trainable(checkpoint.config(), weights);
            var cycle = new Random(3)
                    .ints(0, checkpoint.config().vocabularySize())
                    .distinct()
                    .limit(PERIOD)
                    .toArray();
            var losses = learn(model, weights, eager, cycle);
            assertThat(losses.main().get(0)).isLessThan(0.01f);
            assertThat(losses.mtp().get(0)).isLessThan(0.01f);
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
