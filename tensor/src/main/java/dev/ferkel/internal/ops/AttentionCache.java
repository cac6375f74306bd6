package dev.ferkel.internal.ops;

import dev.ferkel.internal.tensor.Tensor;

/**
 * What attention remembers of each sequence of a batch: a row a token and layer, rounded once when it is written and
 * always read back from here. A row is [keys | values] of all key-value heads, or MLA's [latent | rotated key].
 */
public interface AttentionCache {
    /** How MLA computes the rows of a sequence in this step. */
    LatentForm form(int sequence);

    /** Bytes that a row of a layer takes. */
    long rowBytes();

    /** Writes F32 rows [rows, width] of a layer, the first at {@code position}. */
    void write(int sequence, int layer, int position, Tensor rows);

    /** Reads columns [offset, offset + width) of positions [from, to) as F32 [to - from, width] at {@code target}. */
    void read(int sequence, int layer, int from, int to, int offset, int width, long target);

    /**
     * Finds columns [offset, offset + width) of positions [from, to), at most a block of 64, where they lie.
     *
     * @return false if they lie in several places, or can only be {@link #read}
     */
    default boolean find(int sequence, int layer, int from, int to, int offset, int width, CacheBlock block) {
        return false;
    }
}
