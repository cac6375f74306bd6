package dev.ferkel.internal.model;

import java.util.function.Predicate;

/**
 * Which matrices have a {@link LowRank} path beside them.
 *
 * @param adapts a matrix by its name without {@code .weight}
 */
public record Adaptation(int rank, float scale, Predicate<String> adapts) {
    /** None. */
    public static final Adaptation NONE = new Adaptation(0, 0, module -> false);
}
