package dev.ferkel.internal.format;

import static dev.ferkel.internal.format.BlockEncoder.f16;
import static dev.ferkel.internal.format.BlockEncoder.u8;

import org.jspecify.annotations.Nullable;

/** Encodes Q2_K, Q4_K and Q5_K: 256 values in groups that have a scale and a minimum, themselves small whole numbers. */
final class SuperEncoder implements BlockEncoder {
    /** How a type cuts and rounds. */
    private enum Layout {
        Q2(16, 3, 15, new ScaleSearch.Trials(-0.5f, 0.1f, 15, true)),
        Q4(32, 15, 63, new ScaleSearch.Trials(-1f, 0.1f, 20, false)),
        Q5(32, 31, 63, new ScaleSearch.Trials(-0.5f, 0.1f, 15, false));

        final int group;
        final int top;
        final int scaleTop;
        final ScaleSearch.Trials trials;

        Layout(int group, int top, int scaleTop, ScaleSearch.Trials trials) {
            this.group = group;
            this.top = top;
            this.scaleTop = scaleTop;
            this.trials = trials;
        }
    }

    private static final ScaleSearch.Trials WEIGHTED = new ScaleSearch.Trials(-0.9f, 0.05f, 36, false);

    private final Layout layout;
    private final int groups;
    private final ScaleSearch search = new ScaleSearch();
    private final float[] values = new float[256];
    private final byte[] codes = new byte[256];
    private final float[] weights = new float[32];
    private final float[] scales = new float[16];
    private final float[] minima = new float[16];
    private final float[] sums = new float[16];
    private final byte[] scaleCodes = new byte[16];
    private final byte[] minimumCodes = new byte[16];

    private SuperEncoder(Layout layout) {
        this.layout = layout;
        this.groups = 256 / layout.group;
    }

    static SuperEncoder q2k() {
        return new SuperEncoder(Layout.Q2);
    }

    static SuperEncoder q4k() {
        return new SuperEncoder(Layout.Q4);
    }

    static SuperEncoder q5k() {
        return new SuperEncoder(Layout.Q5);
    }

    @Override
    public void block(float[] row, int at, float @Nullable [] importance, long target) {
        System.arraycopy(row, at, values, 0, 256);
        for (int g = 0; g < groups; g++) {
            weigh(g, at, importance);
            var trials = importance == null ? layout.trials : WEIGHTED;
            scales[g] = search.affine(values, g * layout.group, layout.group, layout.top, weights, codes, trials);
            minima[g] = search.minimum();
        }
        float d = round(scales, scaleCodes, importance != null);
        float min = round(minima, minimumCodes, importance != null);
        long header = layout == Layout.Q2 ? target + 80 : target;
        code(f16(header, d), f16(header + 2, min));
        switch (layout) {
            case Q2 -> packQ2(target);
            case Q4 -> packNibbles(target + 16);
            case Q5 -> packQ5(target);
        }
        if (layout != Layout.Q2) {
            packScales(target + 4);
        }
    }

    private void weigh(int g, int at, float @Nullable [] importance) {
        int n = layout.group;
        if (importance != null) {
            float spread = BlockEncoder.squares(values, 0, 256);
            spread = (layout == Layout.Q2 ? spread : 2 * spread) / 256;
            for (int i = 0; i < n; i++) {
                float x = values[g * n + i];
                weights[i] = importance[at + g * n + i] * BlockEncoder.sqrt(spread + x * x);
            }
        } else {
            float base = layout == Layout.Q2 ? 0 : BlockEncoder.sqrt(BlockEncoder.squares(values, g * n, n) / n);
            for (int i = 0; i < n; i++) {
                weights[i] = base + Math.abs(values[g * n + i]);
            }
        }
        sums[g] = 0;
        for (int i = 0; i < n; i++) {
            sums[g] += weights[i];
        }
    }

    /** Makes whole numbers of the groups' scales or minima and gives their common factor. */
    private float round(float[] numbers, byte[] rounded, boolean weighted) {
        if (weighted) {
            return search.positive(numbers, groups, layout.scaleTop, sums, rounded);
        }
        float largest = 0;
        for (int g = 0; g < groups; g++) {
            largest = Math.max(largest, numbers[g]);
        }
        float inverse = largest > 0 ? layout.scaleTop / largest : 0;
        for (int g = 0; g < groups; g++) {
            rounded[g] = (byte) Math.min(layout.scaleTop, ScaleSearch.nearest(inverse * numbers[g]));
        }
        return largest / layout.scaleTop;
    }

    /** Codes anew, for the scales as they were rounded. */
    private void code(float d, float min) {
        for (int g = 0; g < groups; g++) {
            float scale = d * scaleCodes[g];
            float m = min * minimumCodes[g];
            for (int i = g * layout.group; scale != 0 && i < (g + 1) * layout.group; i++) {
                int code = ScaleSearch.nearest((values[i] + m) / scale);
                codes[i] = (byte) Math.max(0, Math.min(layout.top, code));
            }
        }
    }

    private void packQ2(long target) {
        for (int g = 0; g < 16; g++) {
            u8(target + g, scaleCodes[g] | minimumCodes[g] << 4);
        }
        SymmetricEncoder.packPairs(codes, target + 16);
    }

    private void packQ5(long target) {
        for (int i = 0; i < 32; i++) {
            int high = 0;
            for (int j = 0; j < 8; j++) {
                high |= codes[32 * j + i] >> 4 << j;
            }
            u8(target + 16 + i, high);
        }
        packNibbles(target + 48);
    }

    private void packNibbles(long target) {
        for (int i = 0; i < 128; i++) {
            int first = i / 32 * 64 + i % 32;
            u8(target + i, codes[first] & 15 | (codes[first + 32] & 15) << 4);
        }
    }

    /** Eight 6-bit scales and minima in 12 bytes: four whole, with the upper bits of the others, then the others' lower. */
    private void packScales(long target) {
        for (int j = 0; j < 4; j++) {
            u8(target + j, scaleCodes[j] | scaleCodes[j + 4] >> 4 << 6);
            u8(target + 4 + j, minimumCodes[j] | minimumCodes[j + 4] >> 4 << 6);
            u8(target + 8 + j, scaleCodes[j + 4] & 15 | (minimumCodes[j + 4] & 15) << 4);
        }
    }
}
