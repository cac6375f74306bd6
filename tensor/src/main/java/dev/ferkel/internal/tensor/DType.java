package dev.ferkel.internal.tensor;

import dev.ferkel.error.FerkelException;

/**
 * Element types of tensors: how many elements one block holds and how many bytes it takes. Block layouts are those of
 * GGUF (ggml's {@code block_*} structs); {@link #F8_E4M3} is the float8_e4m3fn of DeepSeek's checkpoints, whose 128x128
 * scales are a tensor of their own.
 */
public enum DType {
    F32(1, 4, 0),
    F16(1, 2, 1),
    BF16(1, 2, 30),
    F8_E4M3(1, 1, -1),
    F64(1, 8, 28),
    I8(1, 1, 24),
    I16(1, 2, 25),
    I32(1, 4, 26),
    I64(1, 8, 27),
    Q4_0(32, 18, 2),
    Q4_1(32, 20, 3),
    Q5_0(32, 22, 6),
    Q5_1(32, 24, 7),
    Q8_0(32, 34, 8),
    Q2_K(256, 84, 10),
    Q3_K(256, 110, 11),
    Q4_K(256, 144, 12),
    Q5_K(256, 176, 13),
    Q6_K(256, 210, 14),
    IQ2_XXS(256, 66, 16),
    IQ2_XS(256, 74, 17),
    IQ3_XXS(256, 98, 18),
    IQ1_S(256, 50, 19),
    IQ4_NL(32, 18, 20),
    IQ3_S(256, 110, 21),
    IQ2_S(256, 82, 22),
    IQ4_XS(256, 136, 23),
    IQ1_M(256, 56, 29),
    TQ1_0(256, 54, 34),
    TQ2_0(256, 66, 35),
    MXFP4(32, 17, 39);

    private final int blockElements;
    private final int blockBytes;
    private final int ggufId;

    DType(int blockElements, int blockBytes, int ggufId) {
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
        this.ggufId = ggufId;
    }

    /** Elements in one block; 1 for plain numbers. */
    public int blockElements() {
        return blockElements;
    }

    /** Bytes of one block. */
    public int blockBytes() {
        return blockBytes;
    }

    /** The id in a GGUF file's tensor table, or -1 where GGUF has no such type. */
    public int ggufId() {
        return ggufId;
    }

    /** Whether values come in blocks that share a scale. */
    public boolean isQuantized() {
        return blockElements > 1;
    }

    /**
     * Bytes of {@code elements} consecutive elements.
     *
     * @throws FerkelException if they don't fill whole blocks or the size passes 2^63
     */
    public long bytes(long elements) {
        if (elements < 0 || elements % blockElements != 0) {
            throw FerkelException.of("%s: %d elements don't fill blocks of %d", this, elements, blockElements);
        }
        long blocks = elements / blockElements;
        if (blocks > Long.MAX_VALUE / blockBytes) {
            throw FerkelException.of("%s: %d elements are more than can be addressed", this, elements);
        }
        return blocks * blockBytes;
    }
}
