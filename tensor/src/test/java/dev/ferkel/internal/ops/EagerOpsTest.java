package dev.ferkel.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
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
