package dev.ferkel.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Numbers;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EagerOpsTest {
    private final Arena arena = Arena.ofShared();
    private final EagerOps ops = new EagerOps();
    private final Numbers numbers = new Numbers(arena, 8);

    @AfterEach
    void free() {
        ops.close();
        arena.close();
    }

    @Test
    void idsOutsideTheVocabulary() {
        var table = numbers.normal(1, 5, 4);
        assertThatThrownBy(() -> ops.embedding(table, new int[] {0, 5}))
                .isInstanceOf(FerkelException.class)
                .hasMessage("token id 5 is outside the vocabulary of 5");
        assertThatThrownBy(() -> ops.embedding(table, new int[] {-1})).isInstanceOf(FerkelException.class);
    }

    @Test
    void rowsOfAnotherWidth() {
        var x = numbers.normal(1, 2, 5);
        var weight = numbers.normal(1, 3, 4);
        assertThatThrownBy(() -> ops.linear(x, weight, null))
                .isInstanceOf(FerkelException.class)
                .hasMessage("a matrix of shape [3, 4] can't take rows of 5");
    }

    /** A row alone and the row among others have the same bits. */
    @Test
    void rowsAreIndependent() {
        var x = numbers.normal(1, 37, 100);
        var weight = numbers.normal(1, 67, 100);
        var gain = numbers.normal(1, 100);
        var all = ops.linear(ops.rmsNorm(x, gain, 1e-6f), weight, null);
        for (int r = 0; r < 37; r++) {
            var one = ops.linear(ops.rmsNorm(x.rows(r, r + 1), gain, 1e-6f), weight, null);
            assertThat(one.toFloatArray()).isEqualTo(all.rows(r, r + 1).toFloatArray());
        }
    }

    /** A hundred layers take no more memory than two, and compute the same as without. */
    @Test
    void segmentsUseMemoryAgain() {
        var weight = numbers.normal(1, 256, 256);
        var x = numbers.normal(1, 2048, 256);
        var expected = x;
        for (int layer = 0; layer < 3; layer++) {
            expected = ops.add(expected, ops.linear(expected, weight, null));
        }
        var bits = expected.toFloatArray();
        var given = x.toFloatArray();
        ops.reset();
        var stream = x;
        long afterThree = 0;
        for (int layer = 0; layer < 100; layer++) {
            var before = stream;
            stream = ops.segment(before, () -> ops.add(before, ops.linear(before, weight, null)));
            if (layer == 2) {
                assertThat(stream.toFloatArray()).isEqualTo(bits);
                afterThree = ops.scratchBytes();
            }
        }
        assertThat(ops.scratchBytes()).isEqualTo(afterThree);
        assertThat(x.toFloatArray()).as("what came from elsewhere").isEqualTo(given);
    }

    /** FP8's scales belong to blocks of 128 x 128. */
    @Test
    void embeddingOfScaledRows() {
        var scales = Tensor.allocate(arena, DType.F32, 2, 3);
        for (int i = 0; i < 6; i++) {
            scales.set(i, 1 << i);
        }
        var table = Tensor.allocate(arena, DType.F8_E4M3, 130, 260).withScale(scales);
        table.data().fill((byte) 0x38); // 1
        var rows = ops.embedding(table, new int[] {129, 0});
        assertThat(new float[] {rows.get(0), rows.get(127), rows.get(128), rows.get(259)})
                .containsExactly(8, 8, 16, 32);
        assertThat(new float[] {rows.get(260), rows.get(260 + 128), rows.get(519)})
                .containsExactly(1, 2, 4);
    }

    /** Memory is handed out again after a reset, and results of one step never overlap. */
    @Test
    void memoryOfAStep() {
        var first = ops.allocate(3, 5);
        var large = ops.allocate(3 << 20);
        var second = ops.allocate(7);
        first.data().fill((byte) 1);
        large.data().fill((byte) 2);
        second.data().fill((byte) 3);
        assertThat(first.get(14)).isEqualTo(first.get(0));
        assertThat(large.get((3 << 20) - 1)).isEqualTo(large.get(0));
        assertThat(first.address() % Tensor.ALIGNMENT).isZero();
        assertThat(second.address() % Tensor.ALIGNMENT).isZero();
        ops.reset();
        assertThat(ops.allocate(2).address()).isEqualTo(first.address());
    }
}
