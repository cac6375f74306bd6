package dev.ferkel.internal.engine;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.sampling.LogProbabilities;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How well a model predicts a text. The text is cut into windows, each a sequence of its own, and the tokens of each
 * window's second half count, as in llama.cpp's llama-perplexity (tools/perplexity/perplexity.cpp), so that the figures
 * can be laid side by side. Where the tokenizer puts a token before a text, it takes the place of each window's first.
 */
public final class Perplexity {
    /**
     * A mean over tokens.
     *
     * @param error one standard error of the mean
     */
    public record Mean(double value, double error) {
        static Mean of(double sum, double squares, long count) {
            double mean = sum / count;
            double variance = Math.max(0, squares / count - mean * mean);
            return new Mean(mean, Math.sqrt(variance / Math.max(1, count - 1)));
        }
    }

    /**
     * A model by itself.
     *
     * @param tokens that counted
     * @param nll negative log-likelihood a token, in nats
     */
    public record Result(long tokens, Mean nll) {
        /** exp of the mean. */
        public double perplexity() {
            return Math.exp(nll.value());
        }

        /** One standard error of {@link #perplexity}. */
        public double perplexityError() {
            return perplexity() * nll.error();
        }
    }

    /**
     * A model against another that is taken for the truth.
     *
     * @param kl Kullback-Leibler divergence from the base's distribution, in nats a token
     * @param kl99 its 99th percentile
     * @param sameTop share of tokens at which both have the same most likely token
     * @param logDifference mean |log-probability difference| of the text's own tokens
     */
    public record Comparison(Result base, Result model, Mean kl, double kl99, double sameTop, double logDifference) {}

    private final int window;
    private final DType cacheType;
    private final OptionalInt beginning;

    /**
     * @param window tokens a window, at least 4
     * @param beginning what each window begins with in place of its own first token
     */
    public Perplexity(int window, DType cacheType, OptionalInt beginning) {
        if (window < 4) {
            throw FerkelException.of("a window has %d tokens, expected at least 4", window);
        }
        this.window = window;
        this.cacheType = cacheType;
        this.beginning = beginning;
    }

    /** The token that begins a text, if the tokenizer adds one, as llama.cpp's {@code add_bos_token} says. */
    public static OptionalInt beginning(Tokenizer tokenizer) {
        var none = tokenizer.encode("", true);
        var bos = tokenizer.bos();
        return bos.isPresent() && none.length > 0 && none[0] == bos.getAsInt() ? bos : OptionalInt.empty();
    }

    private int windows(int[] ids) {
        if (ids.length < window) {
            throw FerkelException.of("the text has %d tokens, expected at least one window of %d", ids.length, window);
        }
        return ids.length / window;
    }

    /** A text's perplexity. */
    public Result of(Model model, int[] ids, Progress progress) {
        var sums = new Sums();
        try (var arena = Arena.ofConfined()) {
            var scratch = Tensor.allocate(arena, DType.F32, model.config().vocabularySize());
            each(ids, progress, part -> {
                Scorer.score(model, cacheType, part, (first, logits) -> {
                    for (int r = 0; r < logits.size(0); r++) {
                        int next = first + r + 1;
                        if (counts(next)) {
                            sums.add(-new LogProbabilities(logits.at(r), scratch).of(part[next]));
                        }
                    }
                });
            });
        }
        return sums.result();
    }

    /** As llama.cpp counts: the first token predicted is the second of the window's second half. */
    private boolean counts(int position) {
        return position > window / 2 && position < window;
    }

    private void each(int[] ids, Progress progress, Consumer<int[]> work) {
        int count = windows(ids);
        for (int w = 0; w < count; w++) {
            var part = Arrays.copyOfRange(ids, w * window, (w + 1) * window);
            part[0] = beginning.orElse(part[0]);
            work.accept(part);
            progress.at(w + 1L, count);
        }
    }

    /** A text under two models with the same vocabulary; the base's cache is not rounded. */
    public Comparison compare(Model base, Model model, int[] ids, Progress progress) {
        int vocabulary = base.config().vocabularySize();
        if (model.config().vocabularySize() != vocabulary) {
            throw FerkelException.of(
                    "the models have %d and %d tokens, expected the same vocabulary",
                    model.config().vocabularySize(), vocabulary);
        }
        var divergence = new Divergence(vocabulary);
        each(ids, progress, part -> {
            try (var arena = Arena.ofConfined()) {
                var expected = Scorer.logits(base, DType.F32, part, arena);
                var scratch = Tensor.allocate(arena, DType.F32, vocabulary);
                Scorer.score(model, cacheType, part, (first, logits) -> {
                    for (int r = 0; r < logits.size(0); r++) {
                        int next = first + r + 1;
                        if (counts(next)) {
                            divergence.add(expected.at(first + r), logits.at(r), scratch, part[next]);
                        }
                    }
                });
            }
        });
        return divergence.comparison();
    }

    /** A running mean. */
    static final class Sums {
        private double sum;
        private double squares;
        private long count;

        void add(double value) {
            sum += value;
            squares += value * value;
            count++;
        }

        Mean mean() {
            return Mean.of(sum, squares, count);
        }

        Result result() {
            return new Result(count, mean());
        }

        long count() {
            return count;
        }
    }
}
