package dev.ferkel.internal.kernel;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Packed;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * A trainable F32 matrix W [out, in], laid out for the products of a training step: for x W^T on the way forward and dy W
 * on the way back. To be {@link #refresh refreshed} when W has changed.
 */
public final class TrainingPanels implements Packed {
    private final Kernels kernels = Kernels.select();
    private final Tensor matrix;
    private final ColumnPanels forward;
    private final ColumnPanels backward;

    private TrainingPanels(Tensor matrix, MemorySegment data) {
        int out = matrix.size(0);
        int in = matrix.size(1);
        int width = kernels.multiplyColumns();
        this.matrix = matrix;
        forward = new ColumnPanels(data.address(), in, out, width);
        backward = new ColumnPanels(data.address() + ColumnPanels.bytes(in, out, width), out, in, width);
    }

    /** Bytes that the panels of a matrix take. */
    public static long bytes(Tensor matrix) {
        int out = matrix.size(0);
        int in = matrix.size(1);
        int width = Kernels.select().multiplyColumns();
        return ColumnPanels.bytes(in, out, width) + ColumnPanels.bytes(out, in, width);
    }

    /**
     * The matrix with panels of its own.
     *
     * @param data {@link #bytes} of memory, 64 bytes aligned
     * @throws FerkelException if it is not F32
     */
    public static Tensor attach(Tensor matrix, MemorySegment data) {
        if (matrix.type() != DType.F32 || matrix.rank() != 2) {
            throw FerkelException.of("trainable matrices are F32, found %s", matrix);
        }
        var panels = new TrainingPanels(matrix, data);
        panels.refresh();
        return matrix.withPacked(panels);
    }

    /** Takes over the matrix as it is now. */
    public void refresh() {
        forward.fillFromColumns(kernels, matrix.address(), matrix.dim(1));
        backward.fillFromRows(matrix.address(), matrix.dim(1));
    }

    /** y [rows, out] = x [rows, in] W^T. */
    public void forward(Tensor x, Tensor y) {
        Gemm.run(kernels, x.address(), x.dim(1), x.size(0), forward, y.address(), y.dim(1), false);
    }

    /** dx [rows, in] += dy [rows, out] W. */
    public void backward(Tensor dy, Tensor dx) {
        Gemm.run(kernels, dy.address(), dy.dim(1), dy.size(0), backward, dx.address(), dx.dim(1), true);
    }

    /** dw [out, in] += dy [rows, out]^T x [rows, in], row after row. */
    public static void gradient(Tensor dy, Tensor x, Tensor dw) {
        var kernels = Kernels.select();
        int rows = dy.size(0);
        int out = dy.size(1);
        int in = x.size(1);
        int width = kernels.multiplyColumns();
        long work = Workspace.reserve(ColumnPanels.bytes(rows, in, width));
        var columns = new ColumnPanels(work, rows, in, width);
        columns.fillFromRows(x.address(), in);
        Gemm.addTurned(kernels, dy.address(), out, out, columns, dw.address(), in);
    }
}
