package dev.ferkel.internal.autograd;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;

/** The backward of y = x W^T: both products add rows in order, so the bits don't depend on the threads. */
final class Products {
    private final Kernels kernels = Kernels.select();

    /** dx [rows, in] += dy [rows, out] times w [out, in]. */
    void input(Tensor dy, Tensor w, Tensor dx) {
        trainable(w);
        int out = w.size(0);
        int in = w.size(1);
        Workers.parallel(dy.size(0), 1, (from, to) -> {
            for (int r = from; r < to; r++) {
                for (int n = 0; n < out; n++) {
                    kernels.axpy(
                            Memory.get(dy.address(), (long) r * out + n),
                            w.address() + 4L * n * in,
                            dx.address() + 4L * r * in,
                            in);
                }
            }
        });
    }

    /** dw [out, in] += dy [rows, out] transposed times x [rows, in]. */
    void weight(Tensor dy, Tensor x, Tensor dw) {
        int out = dw.size(0);
        int in = dw.size(1);
        Workers.parallel(out, 8, (from, to) -> {
            for (int n = from; n < to; n++) {
                for (int r = 0; r < dy.size(0); r++) {
                    kernels.axpy(
                            Memory.get(dy.address(), (long) r * out + n),
                            x.address() + 4L * r * in,
                            dw.address() + 4L * n * in,
                            in);
                }
            }
        });
    }

    private static void trainable(Tensor w) {
        if (w.type() != DType.F32) {
            throw FerkelException.of("trainable weights are F32, found %s", w);
        }
    }
}
