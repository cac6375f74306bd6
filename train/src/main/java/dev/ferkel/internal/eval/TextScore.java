package dev.ferkel.internal.eval;

import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.engine.Scorer;
import dev.ferkel.internal.sampling.LogProbabilities;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;

/** Log-probabilities of given tokens. */
final class TextScore {
    private TextScore() {}

    /** Natural logarithm of the probability of {@code ids[from..]} after those before; {@code from} is at least 1. */
    static double of(LoadedModel model, DType cacheType, int[] ids, int from) {
        var sum = new double[1];
        try (var arena = Arena.ofConfined()) {
            var scratch = Tensor.allocate(arena, DType.F32, model.config().vocabularySize());
            Scorer.score(model.model(), cacheType, ids, (first, logits) -> {
                for (int r = 0; r < logits.size(0); r++) {
                    int next = first + r + 1;
                    if (next >= from && next < ids.length) {
                        sum[0] += new LogProbabilities(logits.at(r), scratch).of(ids[next]);
                    }
                }
            });
        }
        return sum[0];
    }
}
