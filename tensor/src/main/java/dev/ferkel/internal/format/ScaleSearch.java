package dev.ferkel.internal.format;

/**
 * Finds the scale, and minimum, with which a few values lose least when they become small whole numbers. Errors are
 * weighted; {@code weights[i]} belongs to {@code x[at + i]} and {@code codes[at + i]}. Holds scratch.
 */
final class ScaleSearch {
    /** Values below this count as zero. */
    static final float NOTHING = 1e-15f;

    private static final int PASSES = 5;

    /**
     * Which minima and scales {@link #affine} tries: steps 0 to {@code steps}, each with {@code first + step * k} more
     * levels than there are.
     *
     * @param absolute errors count by magnitude, not by square
     */
    record Trials(float first, float step, int steps, boolean absolute) {}

    private final byte[] trial = new byte[32];
    private float product;
    private float square;
    private float minimum;

    /** Nearest whole number of a magnitude below 2^22, ties to even. */
    static int nearest(float value) {
        return (Float.floatToRawIntBits(value + 12582912f) & 0x7fffff) - 0x400000;
    }

    private static int clamp(int value, int low, int high) {
        return Math.max(low, Math.min(high, value));
    }

    /** The minimum that {@link #affine} found, its sign changed: never negative. */
    float minimum() {
        return minimum;
    }

    /** Codes 0 to {@code 2 * half - 1} that stand for {@code scale * (code - half)}; all 0 where nothing is to encode. */
    float signed(float[] x, int at, int n, int half, float[] weights, byte[] codes) {
        float extreme = BlockEncoder.extreme(x, at, n);
        if (Math.abs(extreme) < NOTHING) {
            java.util.Arrays.fill(codes, at, at + n, (byte) 0);
            return 0;
        }
        float inverse = -half / extreme;
        correlate(x, at, n, half, weights, inverse);
        code(x, at, n, half, inverse, codes);
        float scale = square != 0 ? product / square : 0;
        float best = scale * product;
        for (int k = -9; k <= 9; k++) {
            inverse = -(half + 0.1f * k) / extreme;
            if (k == 0) {
                continue;
            }
            correlate(x, at, n, half, weights, inverse);
            if (square > 0 && product * product > best * square) {
                code(x, at, n, half, inverse, codes);
                scale = product / square;
                best = scale * product;
            }
        }
        return scale;
    }

    private void correlate(float[] x, int at, int n, int half, float[] weights, float inverse) {
        float xl = 0;
        float ll = 0;
        for (int i = 0; i < n; i++) {
            int l = clamp(nearest(inverse * x[at + i]), -half, half - 1);
            xl += weights[i] * x[at + i] * l;
            ll += weights[i] * l * l;
        }
        product = xl;
        square = ll;
    }

    private static void code(float[] x, int at, int n, int half, float inverse, byte[] codes) {
        for (int i = at; i < at + n; i++) {
            codes[i] = (byte) (half + clamp(nearest(inverse * x[i]), -half, half - 1));
        }
    }

    /** As {@link #signed}, but codes move one by one as long as that helps. */
    float refined(float[] x, int at, int n, int half, float[] weights, byte[] codes) {
        float extreme = BlockEncoder.extreme(x, at, n);
        if (Math.abs(extreme) < NOTHING) {
            java.util.Arrays.fill(codes, at, at + n, (byte) 0);
            return 0;
        }
        float inverse = -half / extreme;
        correlate(x, at, n, half, weights, inverse);
        code(x, at, n, half, inverse, codes);
        for (int i = at; i < at + n; i++) {
            codes[i] -= (byte) half;
        }
        improve(x, at, n, weights, codes, -half, half - 1);
        for (int i = at; i < at + n; i++) {
            codes[i] += (byte) half;
        }
        return square > 0 ? product / square : 0;
    }

    private void improve(float[] x, int at, int n, float[] weights, byte[] codes, int low, int high) {
        boolean moved = true;
        for (int pass = 0; pass < PASSES && moved; pass++) {
            moved = false;
            for (int i = 0; i < n; i++) {
                moved |= improve(x[at + i], weights[i], codes, at + i, low, high);
            }
        }
    }

    private boolean improve(float x, float w, byte[] codes, int i, int low, int high) {
        float xl = product - w * x * codes[i];
        float ll = square - w * codes[i] * codes[i];
        if (!(xl > 0) || low == 0 && !(ll > 0)) {
            return false;
        }
        int code = clamp(nearest(x * ll / xl), low, high);
        if (code == codes[i]) {
            return false;
        }
        xl += w * x * code;
        ll += w * code * code;
        boolean better = ll > 0 && xl * xl * square > product * product * ll;
        if (better) {
            codes[i] = (byte) code;
            product = xl;
            square = ll;
        }
        return better;
    }

    /** Codes 0 to {@code top} that stand for {@code scale * code - minimum}. */
    float affine(float[] x, int at, int n, int top, float[] weights, byte[] codes, Trials trials) {
        float low = x[at];
        float high = x[at];
        float sumW = weights[0];
        float sumX = sumW * x[at];
        for (int i = 1; i < n; i++) {
            low = x[at + i] < low ? x[at + i] : low;
            high = x[at + i] > high ? x[at + i] : high;
            sumW += weights[i];
            sumX += weights[i] * x[at + i];
        }
        low = low > 0 ? 0 : low;
        if (high <= low) {
            java.util.Arrays.fill(codes, at, at + n, (byte) 0);
            minimum = -low;
            return 0;
        }
        float range = high - low;
        float inverse = top / range;
        float offset = low;
        float scale = 1 / inverse;
        for (int i = 0; i < n; i++) {
            codes[at + i] = (byte) clamp(nearest(inverse * (x[at + i] - low)), 0, top);
        }
        float best = error(x, at, n, weights, codes, at, scale, low, trials.absolute());
        for (int k = 0; k <= trials.steps(); k++) {
            inverse = (trials.first() + trials.step() * k + top) / range;
            float sumL = 0;
            float sumLL = 0;
            float sumXL = 0;
            for (int i = 0; i < n; i++) {
                int l = clamp(nearest(inverse * (x[at + i] - offset)), 0, top);
                trial[i] = (byte) l;
                sumL += weights[i] * l;
                sumLL += weights[i] * l * l;
                sumXL += weights[i] * l * x[at + i];
            }
            float determinant = sumW * sumLL - sumL * sumL;
            if (!(determinant > 0)) {
                continue;
            }
            float newScale = (sumW * sumXL - sumX * sumL) / determinant;
            float newOffset = (sumLL * sumX - sumL * sumXL) / determinant;
            if (newOffset > 0) {
                newOffset = 0;
                newScale = sumXL / sumLL;
            }
            float error = error(x, at, n, weights, trial, 0, newScale, newOffset, trials.absolute());
            if (error < best) {
                System.arraycopy(trial, 0, codes, at, n);
                best = error;
                scale = newScale;
                offset = newOffset;
                range = high - offset;
            }
        }
        minimum = -offset;
        return scale;
    }

    private static float error(
            float[] x,
            int at,
            int n,
            float[] weights,
            byte[] codes,
            int first,
            float scale,
            float offset,
            boolean absolute) {
        float error = 0;
        for (int i = 0; i < n; i++) {
            float difference = scale * codes[first + i] + offset - x[at + i];
            error += weights[i] * (absolute ? Math.abs(difference) : difference * difference);
        }
        return error;
    }

    /** Codes 0 to {@code top} for values that aren't negative: {@code scale * code}. */
    float positive(float[] x, int n, int top, float[] weights, byte[] codes) {
        float high = 0;
        for (int i = 0; i < n; i++) {
            high = Math.max(high, x[i]);
        }
        if (high < NOTHING) {
            java.util.Arrays.fill(codes, 0, n, (byte) 0);
            return 0;
        }
        float inverse = top / high;
        float best = loss(x, n, top, weights, inverse);
        for (int k = -4; k <= 4; k++) {
            float other = (0.1f * k + top) / high;
            float loss = k == 0 ? best : loss(x, n, top, weights, other);
            if (loss < best) {
                best = loss;
                inverse = other;
            }
        }
        product = 0;
        square = 0;
        for (int i = 0; i < n; i++) {
            int l = Math.min(top, nearest(inverse * x[i]));
            codes[i] = (byte) l;
            product += weights[i] * x[i] * l;
            square += weights[i] * l * l;
        }
        improve(x, 0, n, weights, codes, 0, top);
        return square > 0 ? product / square : 0;
    }

    private static float loss(float[] x, int n, int top, float[] weights, float inverse) {
        float scale = 1 / inverse;
        float loss = 0;
        for (int i = 0; i < n; i++) {
            float difference = x[i] - scale * Math.min(top, nearest(inverse * x[i]));
            loss += weights[i] * difference * difference;
        }
        return loss;
    }
}
