package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Numbers;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of training to the bit as they are defined: one fused multiply-add after the other. */
class TrainingPanelsTest {
    private final Arena arena = Arena.ofShared();
    private final Numbers numbers = new Numbers(arena, 7);

    @AfterEach
    void free() {
        arena.close();
    }

    private Tensor attached(Tensor w) {
        return TrainingPanels.attach(w, arena.allocate(TrainingPanels.bytes(w), Tensor.ALIGNMENT));
    }

    private static TrainingPanels panels(Tensor w) {
        assertThat(w.packed()).isInstanceOf(TrainingPanels.class);
        return (TrainingPanels) Objects.requireNonNull(w.packed());
    }

    /** Whole blocks and edges of each, one row, one column, more depth than a block. */
    @ParameterizedTest
    @CsvSource({
        "1,1,1",
        "3,5,7",
        "6,16,16",
        "7,17,33",
        "96,64,256",
        "97,80,257",
        "200,33,600",
        "64,128,48",
        "5,300,1",
        "300,256,130",
        "70,256,520"
    })
    void products(int rows, int out, int in) {
        var x = numbers.normal(1, rows, in);
        var w = attached(numbers.normal(1, out, in));
        var dy = numbers.normal(1, rows, out);
        var y = numbers.normal(1, rows, out);
        panels(w).forward(x, y);
        var dx = numbers.normal(1, rows, in);
        var dxBefore = dx.toFloatArray();
        panels(w).backward(dy, dx, true);
        var written = numbers.normal(1, rows, in);
        panels(w).backward(dy, written, false);
        var dw = numbers.normal(1, out, in);
        var dwBefore = dw.toFloatArray();
        TrainingPanels.plainGradient(dy, x, dw);
        var expected = new float[rows * out];
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < out; o++) {
                for (int i = 0; i < in; i++) {
                    expected[r * out + o] =
                            Math.fma(x.get((long) r * in + i), w.get((long) o * in + i), expected[r * out + o]);
                }
            }
        }
        assertThat(y.toFloatArray()).isEqualTo(expected);
        var dxFromZero = new float[rows * in];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < in; i++) {
                int at = r * in + i;
                for (int o = 0; o < out; o++) {
                    float slope = dy.get((long) r * out + o);
                    float weight = w.get((long) o * in + i);
                    dxBefore[at] = Math.fma(slope, weight, dxBefore[at]);
                    dxFromZero[at] = Math.fma(slope, weight, dxFromZero[at]);
                }
            }
        }
        assertThat(dx.toFloatArray()).isEqualTo(dxBefore);
        assertThat(written.toFloatArray()).isEqualTo(dxFromZero);
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int r = 0; r < rows; r++) {
                    dwBefore[o * in + i] =
                            Math.fma(dy.get((long) r * out + o), x.get((long) r * in + i), dwBefore[o * in + i]);
                }
            }
        }
        assertThat(dw.toFloatArray()).isEqualTo(dwBefore);
    }

    @Test
    void refreshed() {
        var w = attached(numbers.normal(1, 20, 30));
        var x = numbers.normal(1, 4, 30);
        var y = numbers.normal(1, 4, 20);
        for (int i = 0; i < 600; i++) {
            w.set(i, 2 * w.get(i));
        }
        panels(w).refresh();
        panels(w).forward(x, y);
        var again = numbers.normal(1, 4, 20);
        panels(attached(Tensor.of(arena, w.toFloatArray(), 20, 30))).forward(x, again);
        assertThat(y.toFloatArray()).isEqualTo(again.toFloatArray());
    }

    @Test
    void threadsDontMatter() {
        var dy = numbers.normal(1, 333, 70);
        var x = numbers.normal(1, 333, 90);
        int before = Workers.threads();
        try {
            var results = new float[2][];
            for (int i = 0; i < 2; i++) {
                Workers.threads(1 + 3 * i);
                var dw = Tensor.allocate(arena, DType.F32, 70, 90);
                TrainingPanels.plainGradient(dy, x, dw);
                results[i] = dw.toFloatArray();
            }
            assertThat(Arrays.equals(results[0], results[1])).isTrue();
        } finally {
            Workers.threads(before);
        }
    }

    @Test
    void onlyF32() {
        var half = Tensor.allocate(arena, DType.F16, 4, 4);
        assertThatThrownBy(() -> TrainingPanels.attach(half, arena.allocate(4096, 64)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("F32");
    }
}
