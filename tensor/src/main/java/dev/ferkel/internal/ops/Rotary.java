package dev.ferkel.internal.ops;

/**
 * Rotary position embedding (RoFormer): pair i of a head is turned by position * inverseFrequencies[i].
 *
 * @param inverseFrequencies [dim / 2], after any scaling such as YaRN
 * @param magnitude factor on cosine and sine (YaRN's attention factor), 1 if there is none
 * @param interleaved pairs are (2i, 2i+1), as in DeepSeek's checkpoints; otherwise (i, i + dim/2)
 */
public record Rotary(float[] inverseFrequencies, float magnitude, boolean interleaved) {
    public int dim() {
        return 2 * inverseFrequencies.length;
    }

    /** [positions, dim]: cosine and sine of each pair, one after the other. */
    float[] table(int[] positions) {
        int half = inverseFrequencies.length;
        var table = new float[positions.length * 2 * half];
        for (int p = 0, at = 0; p < positions.length; p++) {
            for (int i = 0; i < half; i++) {
                double angle = positions[p] * inverseFrequencies[i];
                table[at++] = (float) StrictMath.cos(angle) * magnitude;
                table[at++] = (float) StrictMath.sin(angle) * magnitude;
            }
        }
        return table;
    }
}
