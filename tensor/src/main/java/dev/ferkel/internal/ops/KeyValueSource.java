package dev.ferkel.internal.ops;

import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;

/** The places attention reads keys and values from: the rows of a batch, or a cache. */
final class KeyValueSource {
    private KeyValueSource() {}

    /** Rows of k [rows, heads * keyDim] and v [rows, heads * valueDim], position 0 at {@code start}. */
    static CausalAttention.Source of(Tensor k, Tensor v, int start, Heads heads) {
        return new CausalAttention.Source() {
            @Override
            public void keys(int from, int to, int head, long target) {
                gather(k, start, from, to, head * heads.keyDim(), heads.keyDim(), target);
            }

            @Override
            public void values(int from, int to, int head, long target) {
                gather(v, start, from, to, head * heads.valueDim(), heads.valueDim(), target);
            }
        };
    }

    private static void gather(Tensor x, int start, int from, int to, int offset, int width, long target) {
        for (int p = from; p < to; p++) {
            long row = x.address() + 4 * ((start + p) * x.dim(1) + offset);
            Memory.copy(row, target + 4L * (p - from) * width, width);
        }
    }

    /** A sequence's cache whose rows are [keys | values] of all heads. */
    static CausalAttention.Source of(AttentionCache cache, int sequence, int layer, Heads heads) {
        int valuesAt = heads.keyValueHeads() * heads.keyDim();
        return new CausalAttention.Source() {
            @Override
            public void keys(int from, int to, int head, long target) {
                cache.read(sequence, layer, from, to, head * heads.keyDim(), heads.keyDim(), target);
            }

            @Override
            public void values(int from, int to, int head, long target) {
                cache.read(sequence, layer, from, to, valuesAt + head * heads.valueDim(), heads.valueDim(), target);
            }
        };
    }

    /** A sequence's cache whose rows are [latent | rotated key]: the row is the key, its latent the value. */
    static CausalAttention.Source latent(AttentionCache cache, int sequence, int layer, LatentHeads heads) {
        return new CausalAttention.Source() {
            @Override
            public void keys(int from, int to, int head, long target) {
                cache.read(sequence, layer, from, to, 0, heads.cacheWidth(), target);
            }

            @Override
            public void values(int from, int to, int head, long target) {
                cache.read(sequence, layer, from, to, 0, heads.latentDim(), target);
            }
        };
    }
}
