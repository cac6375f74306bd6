package dev.ferkel.internal.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Draws against probabilities that are worked out the long way, and logits and temperatures at the edge of F32. */
class SamplerTest {
    private static final int N = 60;
    private static final int DRAWS = 40_000;

    /** Where every degree of freedom adds 1 in the mean and 2 of variance, 5 standard deviations are never met by chance. */
    private static final double DEVIATIONS = 5;

    private final Sampler sampler = new Sampler();

    private static float[] logits(long seed) {
        var random = new Random(seed);
        var logits = new float[N];
        for (int i = 0; i < N; i++) {
            logits[i] = 2 * (float) random.nextGaussian();
        }
        return logits;
    }

    private int draw(float[] logits, Sampling sampling, long position) {
        try (var arena = Arena.ofConfined()) {
            var tensor = Tensor.allocate(arena, DType.F32, logits.length);
            for (int i = 0; i < logits.length; i++) {
                tensor.set(i, logits[i]);
            }
            return sampler.choose(tensor, sampling, 0, position);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 1, 0",
        "0.7, 0, 1, 0",
        "1, 7, 1, 0",
        "1, 0, 0.8, 0",
        "1.5, 20, 0.9, 0",
        "1, 0, 1, 0.1",
        "0.8, 10, 0.95, 0.05"
    })
    void drawsFromWhatFiltersLeave(float temperature, int topK, float topP, float minP) {
        var logits = logits(topK + Math.round(100 * topP));
        var expected = probabilities(logits, temperature, topK, topP, minP);
        var sampling = new Sampling(temperature, topK, topP, minP, 3);
        var counts = new int[N];
        for (int i = 0; i < DRAWS; i++) {
            counts[draw(logits, sampling, i)]++;
        }
        double chiSquare = 0;
        int freedom = -1;
        for (int i = 0; i < N; i++) {
            if (expected[i] == 0) {
                assertThat(counts[i]).as("token %d, which was filtered out", i).isZero();
            } else if (expected[i] * DRAWS >= 5) {
                double apart = counts[i] - expected[i] * DRAWS;
                chiSquare += apart * apart / (expected[i] * DRAWS);
                freedom++;
            }
        }
        assertThat(chiSquare).isLessThan(freedom + DEVIATIONS * Math.sqrt(2 * freedom));
    }

    private static double[] probabilities(float[] logits, double temperature, int topK, double topP, double minP) {
        var order = IntStream.range(0, N)
                .boxed()
                .sorted(Comparator.comparing(i -> -logits[i]))
                .toList();
        var p = new double[N];
        for (int i = 0; i < N; i++) {
            p[i] = Math.exp(logits[i] / temperature);
        }
        if (topK > 0) {
            order.subList(topK, N).forEach(i -> p[i] = 0);
        }
        double goal = topP * Arrays.stream(p).sum();
        double before = 0;
        for (int i : order) {
            double own = p[i];
            if (before >= goal) {
                p[i] = 0;
            }
            before += own;
        }
        double least = minP * p[order.getFirst()];
        for (int i = 0; i < N; i++) {
            p[i] = p[i] < least ? 0 : p[i];
        }
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(v -> v / sum).toArray();
    }

    @ParameterizedTest
    @ValueSource(floats = {0, Float.MIN_VALUE, 1e-38f, 1e-30f, 1e-9f})
    void nextToNoTemperatureTakesTheBest(float temperature) {
        var logits = logits(1);
        int best = IntStream.range(0, N)
                .boxed()
                .max(Comparator.comparing(i -> logits[i]))
                .orElseThrow();
        for (float topP : new float[] {1, 0.5f}) {
            for (int topK : new int[] {0, 5}) {
                assertThat(draw(logits, new Sampling(temperature, topK, topP, 0, 3), 9))
                        .isEqualTo(best);
            }
        }
    }

    /** A damaged file's, or a draft's. */
    @Test
    void whateverTheLogitsItIsSomeToken() {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e38f, -3e38f}) {
            for (int among = 0; among < 3; among++) {
                var logits = logits(2);
                for (int i = 0; i < N; i += 1 + 20 * among) {
                    logits[i] = value;
                }
                for (float temperature : new float[] {0, 0.1f, 1}) {
                    for (float topP : new float[] {1, 0.9f}) {
                        for (int topK : new int[] {0, 4}) {
                            assertThat(draw(logits, new Sampling(temperature, topK, topP, 0.01f, 3), 1))
                                    .isBetween(0, N - 1);
                        }
                    }
                }
            }
        }
    }
}
