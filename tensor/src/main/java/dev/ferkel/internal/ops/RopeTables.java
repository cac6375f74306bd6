package dev.ferkel.internal.ops;

import org.jspecify.annotations.Nullable;

/** Cosines and sines of the positions last asked for: all layers of a step turn the same ones. */
final class RopeTables {
    private @Nullable Rotary rotary;
    private int @Nullable [] positions;
    private float[] table = {};

    /** As {@link Rotary#table}; the positions are told apart by identity and must not be changed. */
    @SuppressWarnings("ReferenceEquality")
    float[] table(Rotary wanted, int[] at) {
        if (wanted != rotary || at != positions) {
            table = wanted.table(at);
            rotary = wanted;
            positions = at;
        }
        return table;
    }
}
