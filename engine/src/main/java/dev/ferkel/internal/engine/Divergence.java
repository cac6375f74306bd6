package dev.ferkel.internal.engine;

import dev.ferkel.internal.sampling.LogProbabilities;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** How far one model's distributions are from another's, token by token. */
final class Divergence {
    private final int vocabulary;
    private final Perplexity.Sums base = new Perplexity.Sums();
    private final Perplexity.Sums model = new Perplexity.Sums();
    private final Perplexity.Sums kl = new Perplexity.Sums();
    private final List<Double> each = new ArrayList<>();
    private long sameTop;
    private double difference;

    Divergence(int vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** @param scratch F32 [vocabulary], overwritten */
    void add(Tensor expected, Tensor found, Tensor scratch, int token) {
        var p = new LogProbabilities(expected, scratch);
        var q = new LogProbabilities(found, scratch);
        double sum = 0;
        int bestP = 0;
        int bestQ = 0;
        for (int i = 0; i < vocabulary; i++) {
            double logP = p.of(i);
            sum += Math.exp(logP) * (logP - q.of(i));
            bestP = expected.get(i) > expected.get(bestP) ? i : bestP;
            bestQ = found.get(i) > found.get(bestQ) ? i : bestQ;
        }
        kl.add(sum);
        each.add(sum);
        sameTop += bestP == bestQ ? 1 : 0;
        base.add(-p.of(token));
        model.add(-q.of(token));
        difference += Math.abs((double) p.of(token) - q.of(token));
    }

    Perplexity.Comparison comparison() {
        var sorted = each.stream().sorted().toList();
        double kl99 = sorted.get((int) Math.min(sorted.size() - 1, Math.round(0.99 * sorted.size())));
        double count = kl.count();
        return new Perplexity.Comparison(
                base.result(), model.result(), kl.mean(), kl99, sameTop / count, difference / count);
    }
}
