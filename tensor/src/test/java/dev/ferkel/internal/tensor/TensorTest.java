package dev.ferkel.internal.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void free() {
        arena.close();
    }

    @Test
    void viewsShareMemory() {
        var tensor = Tensor.of(arena, new float[] {0, 1, 2, 3, 4, 5}, 3, 2);
        assertThat(tensor.rows(1, 3).toFloatArray()).containsExactly(2, 3, 4, 5);
        assertThat(tensor.at(2).shape()).containsExactly(2);
        tensor.at(2).set(1, 7);
        assertThat(tensor.reshape(2, 3).get(5)).isEqualTo(7);
        assertThat(tensor.dim(-1)).isEqualTo(2);
        assertThat(tensor.rows(1, 1).elements()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void sizesAreWholeBlocks(DType type) {
        int block = type.blockElements();
        assertThat(Tensor.byteSize(type, 3, 2L * block)).isEqualTo(6L * type.blockBytes());
        assertThat(Tensor.allocate(arena, type, 2, block).byteSize()).isEqualTo(2L * type.blockBytes());
        if (type.isQuantized()) {
            assertThatThrownBy(() -> type.bytes(block + 1)).isInstanceOf(FerkelException.class);
            assertThatThrownBy(() -> Tensor.byteSize(type, block, 1)).isInstanceOf(FerkelException.class);
        }
    }

    /** Shapes come from files. */
    @Test
    void impossibleShapes() {
        for (long[] shape : new long[][] {
            {-1, 2}, {2, -1}, {Long.MAX_VALUE, 2}, {1L << 32, 1L << 31}, {1L << 31, 1L << 31, 2}, {Long.MAX_VALUE}
        }) {
            assertThatThrownBy(() -> Tensor.byteSize(DType.F32, shape)).isInstanceOf(FerkelException.class);
        }
        assertThat(Tensor.byteSize(DType.F32, 0, 7)).isZero();
        assertThat(Tensor.byteSize(DType.F32)).isEqualTo(4);
    }

    @Test
    void whatDoesNotFit() {
        var memory = MemorySegment.ofArray(new byte[8]);
        assertThatThrownBy(() -> Tensor.of(DType.F32, memory, 3))
                .isInstanceOf(FerkelException.class)
                .hasMessage("a F32 tensor of shape [3] takes 12 bytes, found 8");
        assertThatThrownBy(() -> Tensor.of(arena, new float[3], 2, 2)).isInstanceOf(FerkelException.class);
        var tensor = Tensor.allocate(arena, DType.F32, 4, 2);
        assertThatThrownBy(() -> tensor.rows(3, 5)).isInstanceOf(FerkelException.class);
        assertThatThrownBy(() -> tensor.rows(-1, 2)).isInstanceOf(FerkelException.class);
        assertThatThrownBy(() -> tensor.rows(2, 1)).isInstanceOf(FerkelException.class);
        assertThatThrownBy(() -> tensor.reshape(3, 3)).isInstanceOf(FerkelException.class);
        assertThatThrownBy(() -> tensor.withScale(tensor)).isInstanceOf(FerkelException.class);
        assertThatThrownBy(() -> Tensor.allocate(arena, DType.F16, 2).toFloatArray())
                .isInstanceOf(FerkelException.class);
    }

    @Test
    void blockScalesCoverTheMatrix() {
        var matrix = Tensor.allocate(arena, DType.F8_E4M3, 129, 256);
        var scales = Tensor.allocate(arena, DType.F32, 2, 2);
        assertThat(matrix.withScale(scales).scale()).isSameAs(scales);
        assertThatThrownBy(() -> matrix.withScale(Tensor.allocate(arena, DType.F32, 1, 2)))
                .isInstanceOf(FerkelException.class);
    }
}
