package dev.ferkel.internal.kernel;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Packed;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * A trainable F32 matrix W [out, in], with panels for x W^T on the way forward; the products on the way back, dy W and dy^T x,
 * read W and x where they lie. The operands are rounded first where they are to be narrower.
 * To be {@link #refresh refreshed} when W has changed.
 */
public final class TrainingPanels implements Packed {
    private final Kernels kernels = Kernels.select();
    private final Tensor matrix;
    private final ProductPrecision precision;
    private final ProductOperands operands;
    private final ColumnPanels forward;

    private TrainingPanels(Tensor matrix, MemorySegment data, ProductPrecision precision) {
        int out = matrix.size(0);
        int in = matrix.size(1);
        this.matrix = matrix;
        this.precision = precision;
        operands = new ProductOperands(kernels, precision);
        forward = ColumnPanels.packed(data.address(), in, out, kernels.multiplyColumns());
    }

    /** Bytes that the panels of a matrix take. */
    public static long bytes(Tensor matrix) {
        return ColumnPanels.bytes(
                matrix.size(1), matrix.size(0), Kernels.select().multiplyColumns());
    }

    /** {@link #attach(Tensor, MemorySegment, ProductPrecision)} for products in F32. */
    public static Tensor attach(Tensor matrix, MemorySegment data) {
        return attach(matrix, data, ProductPrecision.F32);
    }

    /**
     * The matrix with panels of its own.
     *
     * @param data {@link #bytes} of memory, 64 bytes aligned
     * @throws FerkelException if it is not F32
     */
    public static Tensor attach(Tensor matrix, MemorySegment data, ProductPrecision precision) {
        checkF32(matrix);
        var panels = new TrainingPanels(matrix, data, precision);
        panels.refresh();
        return matrix.withPacked(panels);
    }

    private static void checkF32(Tensor matrix) {
        if (matrix.type() != DType.F32 || matrix.rank() != 2) {
            throw FerkelException.of("trainable matrices are F32, found %s", matrix);
        }
    }

    private boolean rounds() {
        return precision != ProductPrecision.F32;
    }

    /** Takes over the matrix as it is now. */
    public void refresh() {
        long address = matrix.address();
        if (rounds()) {
            address = Workspace.reserve(4 * matrix.elements());
            operands.inBlocks(matrix.address(), address, matrix.size(0), matrix.size(1));
        }
        forward.fillFromColumns(kernels, address, matrix.dim(1));
    }

    /** The address of what is multiplied for rows of x: they, or a copy that is rounded. */
    private long operand(Tensor x) {
        if (!rounds()) {
            return x.address();
        }
        long copy = Workspace.reserve(4 * x.elements());
        operands.alongRows(x.address(), copy, x.size(0), x.size(1));
        return copy;
    }

    /** y [rows, out] = x [rows, in] W^T. */
    public void forward(Tensor x, Tensor y) {
        Gemm.run(kernels, operand(x), x.dim(1), x.size(0), forward, y.address(), y.dim(1), false);
    }

    /** dx [rows, in] = dy [rows, out] W, or that added to it. */
    public void backward(Tensor dy, Tensor dx, boolean adds) {
        if (!rounds()) {
            plainBackward(dy, matrix, dx, adds);
            return;
        }
        int out = matrix.size(0);
        int in = matrix.size(1);
        long work = Workspace.reserve(4 * (dy.elements() + matrix.elements()));
        long weights = work + 4 * dy.elements();
        operands.alongRows(dy.address(), work, dy.size(0), out);
        operands.inBlocks(matrix.address(), weights, out, in);
        backward(kernels, work, weights, dy.size(0), out, dx, adds);
    }

    /** As {@link #backward}, in F32, for a matrix w [out, in] without panels. */
    public static void plainBackward(Tensor dy, Tensor w, Tensor dx, boolean adds) {
        checkF32(w);
        backward(Kernels.select(), dy.address(), w.address(), dy.size(0), w.size(0), dx, adds);
    }

    private static void backward(Kernels kernels, long dy, long w, int rows, int out, Tensor dx, boolean adds) {
        var columns = ColumnPanels.ofRows(w, out, dx.size(1), kernels.multiplyColumns());
        Gemm.run(kernels, dy, out, rows, columns, dx.address(), dx.dim(1), adds);
    }

    /**
     * dw [out, in] += dy [rows, out]^T x [rows, in], row after row. In FP8 x is what the forward product saw, rounded
     * again in tiles of 128 rows (report, section 3.5.2).
     */
    public void gradient(Tensor dy, Tensor x, Tensor dw) {
        if (!rounds()) {
            gradient(kernels, dy.address(), x.address(), dy.size(0), dw);
            return;
        }
        int rows = dy.size(0);
        int out = dy.size(1);
        int in = x.size(1);
        long scales = ProductOperands.scales(rows, Math.max(out, in));
        long work = Workspace.reserve(4 * (dy.elements() + x.elements() + scales));
        long xCopy = work + 4 * dy.elements();
        long scaling = xCopy + 4 * x.elements();
        operands.alongColumns(dy.address(), work, rows, out, scaling);
        operands.alongRows(x.address(), xCopy, rows, in);
        if (precision == ProductPrecision.FP8) {
            operands.alongColumns(xCopy, xCopy, rows, in, scaling);
        }
        gradient(kernels, work, xCopy, rows, dw);
    }

    /** As {@link #gradient}, in F32, for a matrix without panels. */
    public static void plainGradient(Tensor dy, Tensor x, Tensor dw) {
        gradient(Kernels.select(), dy.address(), x.address(), dy.size(0), dw);
    }

    private static void gradient(Kernels kernels, long dy, long x, int rows, Tensor dw) {
        int out = dw.size(0);
        int in = dw.size(1);
        var columns = ColumnPanels.ofRows(x, rows, in, kernels.multiplyColumns());
        Gemm.addTurned(kernels, dy, out, out, columns, dw.address(), in);
    }
}
