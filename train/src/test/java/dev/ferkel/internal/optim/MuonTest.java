package dev.ferkel.internal.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MuonTest {
    private static final AdamW.Settings SETTINGS = new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1e9);

    private static Checkpoint golden() {
        return Checkpoint.open(
                Path.of(System.getProperty("ferkel.root"), "train/src/test/resources/optim/muon.safetensors"));
    }

    @Test
    @Tag("golden")
    void asPyTorch() {
        try (var golden = golden();
                var arena = Arena.ofShared()) {
            var weights = new LinkedHashMap<String, Tensor>();
            for (var name : new String[] {"wide", "tall", "square"}) {
                var before = golden.tensor(name + ".before");
                weights.put(name, Tensor.of(arena, before.toFloatArray(), before.shape()));
            }
            var gradients = new Gradients(weights.values(), arena);
            var muon = new Muon(SETTINGS, 0.95, weights, gradients, arena);
            for (int step = 0; step < 3; step++) {
                for (var entry : weights.entrySet()) {
                    var gradient = golden.tensor(entry.getKey() + ".gradient." + step);
                    Memory.copy(
                            gradient.address(), gradients.of(entry.getValue()).address(), gradient.elements());
                }
                muon.step(0.02, 1);
                for (var entry : weights.entrySet()) {
                    var goal = golden.tensor(entry.getKey() + ".after." + step).toFloatArray();
                    var mine = entry.getValue().toFloatArray();
                    for (int i = 0; i < goal.length; i++) {
                        assertThat(mine[i]).as(entry.getKey() + " " + i).isCloseTo(goal[i], within(2e-6f));
                    }
                }
            }
        }
    }

    /** The definition, in F64, one number at a time. */
    @ParameterizedTest
    @CsvSource({"1,1", "1,9", "9,1", "16,16", "5,40", "70,33", "130,101"})
    void newtonSchulz(int rows, int columns) {
        var random = new SplittableRandom(rows);
        var x = random.doubles((long) rows * columns, -1, 1).toArray();
        try (var arena = Arena.ofShared()) {
            var floats = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                floats[i] = (float) x[i];
            }
            var mine = Tensor.of(arena, floats, rows, columns);
            NewtonSchulz.run(Kernels.select(), mine.address(), rows, columns);
            double norm = 0;
            for (double v : x) {
                norm += v * v;
            }
            for (int i = 0; i < x.length; i++) {
                x[i] /= Math.sqrt(norm);
            }
            for (int step = 0; step < 5; step++) {
                x = step(x, rows, columns);
            }
            for (int i = 0; i < x.length; i++) {
                assertThat((double) mine.get(i)).isCloseTo(x[i], within(1e-4));
            }
        }
    }

    /** X (a + b X^T X + c (X^T X)^2). */
    private static double[] step(double[] x, int rows, int columns) {
        var gram = new double[columns * columns];
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < columns; j++) {
                for (int r = 0; r < rows; r++) {
                    gram[i * columns + j] += x[r * columns + i] * x[r * columns + j];
                }
            }
        }
        var once = times(x, gram, rows, columns);
        var twice = times(once, gram, rows, columns);
        var y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = 3.4445 * x[i] - 4.7750 * once[i] + 2.0315 * twice[i];
        }
        return y;
    }

    private static double[] times(double[] x, double[] square, int rows, int columns) {
        var y = new double[x.length];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < columns; i++) {
                for (int j = 0; j < columns; j++) {
                    y[r * columns + j] += x[r * columns + i] * square[i * columns + j];
                }
            }
        }
        return y;
    }

    /** Whose a tensor is, by its name and shape; and the same bits at any number of threads. */
    @Test
    void whatIsLeftToAdamW() {
        int before = Workers.threads();
        var results = new float[2][];
        try (var arena = Arena.ofShared()) {
            for (int run = 0; run < 2; run++) {
                Workers.threads(1 + 2 * run);
                var random = new SplittableRandom(5);
                var weights = new LinkedHashMap<String, Tensor>();
                for (var name : new String[] {
                    "model.embed_tokens.weight", "lm_head.weight", "model.norm.weight", "a.q_proj.weight", "b.up.weight"
                }) {
                    long[] shape = name.contains("norm") ? new long[] {8} : new long[] {30, 8};
                    var numbers = new float[name.contains("norm") ? 8 : 240];
                    for (int i = 0; i < numbers.length; i++) {
                        numbers[i] = (float) random.nextDouble();
                    }
                    weights.put(name, Tensor.of(arena, numbers, shape));
                }
                var gradients = new Gradients(weights.values(), arena);
                gradients.byWeight().forEach((w, g) -> {
                    for (long i = 0; i < g.elements(); i++) {
                        g.set(i, w.get(i) - 0.5f);
                    }
                });
                var muon = new Muon(SETTINGS, 0.95, weights, gradients, arena);
                assertThat(muon.moments().keySet())
                        .contains("lm_head.weight.first", "model.norm.weight.second", "a.q_proj.weight.momentum")
                        .hasSize(8);
                muon.step(0.01, 1);
                assertThat(muon.steps()).isEqualTo(1);
                results[run] = weights.get("b.up.weight").toFloatArray();
            }
        } finally {
            Workers.threads(before);
        }
        assertThat(results[1]).isEqualTo(results[0]);
    }
}
