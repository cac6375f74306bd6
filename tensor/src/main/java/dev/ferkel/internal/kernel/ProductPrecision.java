package dev.ferkel.internal.kernel;

/** What the operands of a training step's products are rounded to; sums are F32 ones. */
public enum ProductPrecision {
    F32,
    BF16,
    /**
     * DeepSeek-V3's (report, section 3.3): E4M3, scaled in tiles of 1x128 and, where the sum runs over rows, 128x1, or in
     * blocks of 128x128 for weights.
     */
    FP8
}
