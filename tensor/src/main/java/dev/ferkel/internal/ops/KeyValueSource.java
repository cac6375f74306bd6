package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;

/** The places attention reads keys and values from: the rows of a batch, or a cache. */
final class KeyValueSource {
    private KeyValueSource() {}

    /** Rows of k [rows, heads * keyDim] and v [rows, heads * valueDim], position 0 at {@code start}. */
    static CausalAttention.Source of(Tensor k, Tensor v, int start, Heads heads) {
        return new CausalAttention.Source() {
            @Override
            public void keys(int from, int to, int head, AttentionWork work) {
                work.turn(DType.F32, at(k, start + from, head * heads.keyDim()), k.dim(1), to - from, heads.keyDim());
            }

            @Override
            public void values(int from, int to, int head, AttentionWork work) {
                work.values.set(DType.F32, at(v, start + from, head * heads.valueDim()), v.dim(1), false);
            }
        };
    }

    private static long at(Tensor x, int row, int column) {
        return x.address() + 4 * (row * x.dim(1) + column);
    }

    /** A sequence's cache whose rows are [keys | values] of all heads. */
    static CausalAttention.Source of(AttentionCache cache, int sequence, int layer, Heads heads) {
        int valuesAt = heads.keyValueHeads() * heads.keyDim();
        return new CausalAttention.Source() {
            @Override
            public void keys(int from, int to, int head, AttentionWork work) {
                int offset = head * heads.keyDim();
                var keys = work.keys;
                if (!cache.find(sequence, layer, from, to, offset, heads.keyDim(), keys) || !keys.byColumns) {
                    cache.read(sequence, layer, from, to, offset, heads.keyDim(), work.rows);
                    work.turn(DType.F32, work.rows, heads.keyDim(), to - from, heads.keyDim());
                } else if (!work.kernels.multiplies(keys.type)) {
                    work.kernels.decode(
                            keys.type, keys.address, work.turned, (long) CausalAttention.BLOCK * heads.keyDim());
                    keys.set(DType.F32, work.turned, CausalAttention.BLOCK, true);
                }
            }

            @Override
            public void values(int from, int to, int head, AttentionWork work) {
                int offset = valuesAt + head * heads.valueDim();
                if (!cache.find(sequence, layer, from, to, offset, heads.valueDim(), work.values)
                        || !work.kernels.multiplies(work.values.type)) {
                    cache.read(sequence, layer, from, to, offset, heads.valueDim(), work.rows);
                    work.values.set(DType.F32, work.rows, heads.valueDim(), false);
                }
            }

            @Override
            public void next(int from, int to, int head, AttentionWork work) {
                int keysAt = head * heads.keyDim();
                int at = valuesAt + head * heads.valueDim();
                fetch(cache, sequence, layer, from, to, keysAt, heads.keyDim(), work.nextKeys);
                fetch(cache, sequence, layer, from, to, at, heads.valueDim(), work.nextValues);
            }
        };
    }

    /** Finds a block as {@link Kernels#multiply} fetches it: its bytes from row to row, or from column to column. */
    private static void fetch(
            AttentionCache cache, int sequence, int layer, int from, int to, int offset, int width, CacheBlock block) {
        if (cache.find(sequence, layer, from, to, offset, width, block)) {
            block.stride = block.type.bytes(block.stride);
        } else {
            block.clear();
        }
    }

    /** A sequence's cache whose rows are [latent | rotated key]: the row is the key, its latent the value. */
    static CausalAttention.Source latent(AttentionCache cache, int sequence, int layer, LatentHeads heads) {
        int width = heads.cacheWidth();
        return new CausalAttention.Source() {
            @Override
            public void keys(int from, int to, int head, AttentionWork work) {
                var rows = work.values;
                if (!cache.find(sequence, layer, from, to, 0, width, rows) || !work.kernels.multiplies(rows.type)) {
                    cache.read(sequence, layer, from, to, 0, width, work.rows);
                    rows.set(DType.F32, work.rows, width, false);
                }
                work.turn(rows.type, rows.address, rows.stride, to - from, width);
            }

            @Override
            public void values(int from, int to, int head, AttentionWork work) {
                // the rows that the keys came from
            }

            @Override
            public void next(int from, int to, int head, AttentionWork work) {
                var rows = work.nextKeys;
                fetch(cache, sequence, layer, from, to, 0, width, rows);
                // all 64 rows, spread over the keys' columns
                rows.stride = rows.stride * CausalAttention.BLOCK / width;
            }
        };
    }
}
