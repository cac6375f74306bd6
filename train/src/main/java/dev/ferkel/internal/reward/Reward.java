package dev.ferkel.internal.reward;

import java.util.List;

/** Judges answers; most rewards lie between 0 and 1. */
@FunctionalInterface
public interface Reward {
    /**
     * What each of some attempts is worth, in their order.
     *
     * @throws dev.ferkel.error.FerkelException if they can't be judged
     */
    List<Double> of(List<Attempt> attempts);
}
