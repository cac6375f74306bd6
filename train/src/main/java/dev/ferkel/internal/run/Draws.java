package dev.ferkel.internal.run;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Random choices that depend on a seed and a number alone. */
final class Draws {
    private Draws() {}

    static SplittableRandom of(long seed, long index) {
        return new SplittableRandom(seed * 0x9e3779b97f4a7c15L ^ index * 0xd1b54a32d192ed03L);
    }

    /** An index, by weights. */
    static int pick(SplittableRandom random, double[] weights) {
        double at = random.nextDouble() * Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length - 1; i++) {
            at -= weights[i];
            if (at < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }
}
