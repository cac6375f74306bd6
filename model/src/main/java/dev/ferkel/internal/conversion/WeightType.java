package dev.ferkel.internal.conversion;

import dev.ferkel.internal.tensor.DType;

/** What the weights of a Hugging Face folder are in; {@link #FP8} is DeepSeek-V3's layout, with block scales. */
public enum WeightType {
    F32(DType.F32),
    F16(DType.F16),
    BF16(DType.BF16),
    FP8(DType.BF16);

    private final DType plain;

    WeightType(DType plain) {
        this.plain = plain;
    }

    /** Of tensors that have no block scales. */
    DType plain() {
        return plain;
    }
}
