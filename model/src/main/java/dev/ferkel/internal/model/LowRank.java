package dev.ferkel.internal.model;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.ops.Ops;
import dev.ferkel.internal.tensor.Tensor;

/**
 * A low-rank path beside a matrix W: y = x W^T + scale * (x A^T) B^T (LoRA, Hu et al. 2021, eq. 3). The path is computed
 * beside W and not added into it: the gradients of A and B then need none of W's, which is the dearest product of a
 * step, W is laid out once, and may stay quantised.
 *
 * @param a [rank, in], F32
 * @param b [out, rank], F32
 */
public record LowRank(Tensor a, Tensor b, float scale) {
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";

    /** What A of a matrix, that is called {@code module + ".weight"}, is called. */
    public static String nameOfA(String module) {
        return module + A;
    }

    public static String nameOfB(String module) {
        return module + B;
    }

    /** Whether this is the name of an A. */
    public static boolean isA(String name) {
        return name.endsWith(A);
    }

    /** Whether this is the name of an A or B. */
    public static boolean isPart(String name) {
        return name.endsWith(A) || name.endsWith(B);
    }

    /** The module of an A or B. */
    public static String module(String name) {
        return name.substring(0, name.length() - A.length());
    }

    /** y [rows, out] = x W^T with the path's part added. */
    Tensor add(Ops ops, Tensor y, Tensor x) {
        return ops.addScaled(y, scale, ops.linear(ops.linear(x, a, null), b, null));
    }

    /** Adds rows [from, to) of scale * B A to F32 rows of W. */
    public void addTo(long from, long to, long target) {
        var kernels = Kernels.select();
        int in = a.size(1);
        int rank = a.size(0);
        for (long row = from; row < to; row++) {
            for (int i = 0; i < rank; i++) {
                kernels.axpy(
                        scale * b.get(row * rank + i), a.address() + 4L * i * in, target + 4 * (row - from) * in, in);
            }
        }
    }
}
