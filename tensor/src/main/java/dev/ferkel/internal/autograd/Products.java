package dev.ferkel.internal.autograd;

import dev.ferkel.internal.kernel.TrainingPanels;
import dev.ferkel.internal.tensor.Tensor;

/** The backward of y = x W^T: both products add rows in order, so the bits don't depend on the threads. */
final class Products {
    private Products() {}

    /** dx [rows, in] = or += dy [rows, out] times w [out, in]. */
    static void input(Tensor dy, Tensor w, Tape.Sum dx) {
        if (w.packed() instanceof TrainingPanels panels) {
            panels.backward(dy, dx.gradient(), !dx.begins());
        } else {
            TrainingPanels.plainBackward(dy, w, dx.gradient(), !dx.begins());
        }
    }

    /** dw [out, in] += dy [rows, out] transposed times x [rows, in], for the matrix w. */
    static void weight(Tensor dy, Tensor x, Tensor w, Tensor dw) {
        if (w.packed() instanceof TrainingPanels panels) {
            panels.gradient(dy, x, dw);
        } else {
            TrainingPanels.plainGradient(dy, x, dw);
        }
    }
}
