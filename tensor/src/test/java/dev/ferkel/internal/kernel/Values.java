package dev.ferkel.internal.kernel;

import java.util.SplittableRandom;

/** Random F32 numbers: ordinary ones of many sizes, or the edges of the format among them. */
final class Values {
    private static final float[] EDGES = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        1e-40f,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        1f,
        -1f,
        Exponential.HIGHEST,
        Math.nextUp(Exponential.HIGHEST),
        Exponential.LOWEST,
        Math.nextDown(Exponential.LOWEST),
        -88f,
        88f,
        104f,
        -104f,
        0.5f * (float) Math.log(2),
        -0.5f * (float) Math.log(2),
        65504f,
        65520f,
        448f
    };

    private final SplittableRandom random;

    Values(long seed) {
        random = new SplittableRandom(seed);
    }

    float[] ordinary(int n) {
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (random.nextGaussian() * Math.exp(random.nextGaussian()));
        }
        return values;
    }

    /** One in three an edge, the rest of any exponent. */
    float[] edges(int n) {
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextInt(3) == 0
                    ? EDGES[random.nextInt(EDGES.length)]
                    : Float.intBitsToFloat(random.nextInt());
        }
        return values;
    }

    /** An edge here and there among ordinary ones, so that sums are not all NaN. */
    float[] sparseEdges(int n) {
        var values = ordinary(n);
        if (n > 0) {
            values[random.nextInt(n)] = EDGES[random.nextInt(EDGES.length)];
        }
        return values;
    }

    byte[] bytes(int n) {
        var bytes = new byte[n];
        random.nextBytes(bytes);
        return bytes;
    }
}
