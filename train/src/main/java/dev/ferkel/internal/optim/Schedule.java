package dev.ferkel.internal.optim;

import java.util.OptionalInt;

/**
 * The learning rate over the steps: a linear warm-up, the full rate, then down (DeepSeek-V3 report, section 4.2).
 *
 * @param rate the full one
 * @param shape of the way down
 * @param warmUp steps of the warm-up
 * @param decayFrom the step from which it falls
 * @param decayTo the step that has the final share first, and all after it; empty: the one after the last
 * @param steps how many there are
 * @param finalShare what is left of the rate in the end
 */
public record Schedule(
        double rate, Shape shape, int warmUp, int decayFrom, OptionalInt decayTo, int steps, double finalShare) {
    /** How the rate falls. */
    public enum Shape {
        CONSTANT,
        COSINE,
        LINEAR
    }

    /** The same way down to another last step. */
    public Schedule withSteps(int number) {
        return new Schedule(rate, shape, warmUp, decayFrom, decayTo, number, finalShare);
    }

    /** The rate of a step, the first of which is 0. */
    public double at(int step) {
        if (step < warmUp) {
            return rate * (step + 1) / warmUp;
        }
        if (shape == Shape.CONSTANT || step < decayFrom) {
            return rate;
        }
        int way = Math.max(1, decayTo.orElse(steps) - decayFrom);
        double done = Math.min(1, (double) (step - decayFrom) / way);
        double left = shape == Shape.COSINE ? (1 + Math.cos(Math.PI * done)) / 2 : 1 - done;
        return rate * (finalShare + (1 - finalShare) * left);
    }
}
