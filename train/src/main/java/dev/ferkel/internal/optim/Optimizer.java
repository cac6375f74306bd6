package dev.ferkel.internal.optim;

import dev.ferkel.internal.tensor.Tensor;
import java.util.Map;

/** Takes steps along gradients; what it remembers between them is a checkpoint's. */
public interface Optimizer {
    /** Takes one step along the gradients, whose common norm is {@code norm}. */
    void step(double learningRate, double norm);

    /** Steps taken so far: also those before a run was resumed. */
    int steps();

    void steps(int taken);

    /** What it remembers, by names that begin with the weights': F32, to be changed in place. */
    Map<String, Tensor> moments();

    /** As if no step had been taken. */
    void clear();
}
