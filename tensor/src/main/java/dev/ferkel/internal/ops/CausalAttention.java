package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * Softmax attention with an online softmax (Milakov and Gimelshein 2018) over blocks of 64 keys counted from the start
 * of the sequence, so that a row's bits depend on the row alone: not on the chunk it comes in, nor on the threads.
 */
final class CausalAttention {
    /** Keys a block: also the page of a cache. */
    static final int BLOCK = 64;

    private static final int TILE = 32;

    /** Where keys and values of one sequence are, position by position. */
    interface Source {
        void keys(int from, int to, int head, long target);

        void values(int from, int to, int head, long target);
    }

    private final Kernels kernels;
    private final Heads heads;

    CausalAttention(Kernels kernels, Heads heads) {
        this.kernels = kernels;
        this.heads = heads;
    }

    /** Rows [from, to) of one sequence, the first of which is at {@code position}. */
    record Span(int from, int to, int position, Source source) {}

    /** Queries and outputs of several sequences' rows, in one parallel region. */
    void run(Tensor q, Tensor out, List<Span> spans) {
        var tiles = new ArrayList<Span>();
        for (var span : spans) {
            for (int row = span.from(); row < span.to(); row += TILE) {
                int end = Math.min(span.to(), row + TILE);
                tiles.add(new Span(row, end, span.position() + row - span.from(), span.source()));
            }
        }
        Workers.parallel(tiles.size() * heads.keyValueHeads(), 1, (from, to) -> {
            try (var work = new Work(heads)) {
                for (int task = from; task < to; task++) {
                    var tile = tiles.get(task / heads.keyValueHeads());
                    tile(work, q, out, tile, task % heads.keyValueHeads());
                }
            }
        });
    }

    private void tile(Work work, Tensor q, Tensor out, Span tile, int kvHead) {
        int row = tile.from();
        int rows = tile.to() - row;
        int position = tile.position();
        var source = tile.source();
        int group = heads.group();
        int dk = heads.keyDim();
        int dv = heads.valueDim();
        work.reset(rows * group, dv);
        int keys = position + rows;
        for (int block = 0; block < keys; block += BLOCK) {
            int blockEnd = Math.min(keys, block + BLOCK);
            source.keys(block, blockEnd, kvHead, work.keys);
            source.values(block, blockEnd, kvHead, work.values);
            for (int g = 0; g < group; g++) {
                long head = (long) kvHead * group + g;
                long ldq = (long) heads.heads() * dk;
                kernels.matmul(
                        DType.F32,
                        work.keys,
                        0,
                        q.address() + 4 * (row * ldq + head * dk),
                        ldq,
                        work.scores,
                        BLOCK,
                        rows,
                        0,
                        blockEnd - block,
                        dk);
                for (int r = 0; r < rows; r++) {
                    int seen = Math.min(blockEnd, position + r + 1) - block;
                    if (seen > 0) {
                        accumulate(work, g * rows + r, work.scores + 4L * r * BLOCK, seen, dv);
                    }
                }
            }
        }
        for (int g = 0; g < group; g++) {
            for (int r = 0; r < rows; r++) {
                int i = g * rows + r;
                long head = (long) kvHead * group + g;
                long target = out.address() + 4 * ((row + r) * (long) heads.heads() * dv + head * dv);
                kernels.scale(1f / work.sum[i], work.sums + 4L * i * dv, target, dv);
            }
        }
    }

    private void accumulate(Work work, int i, long scores, int seen, int dv) {
        kernels.scale(heads.scale(), scores, scores, seen);
        float before = work.max[i];
        float max = Math.max(before, kernels.max(scores, seen));
        long acc = work.sums + 4L * i * dv;
        float keep = 1f;
        if (before != max) {
            Memory.put(work.one, 0, before);
            keep = kernels.expSum(work.one, max, work.one, 1);
            kernels.scale(keep, acc, acc, dv);
        }
        work.sum[i] = Math.fma(work.sum[i], keep, kernels.expSum(scores, max, scores, seen));
        work.max[i] = max;
        for (int j = 0; j < seen; j++) {
            kernels.axpy(Memory.get(scores, j), work.values + 4L * j * dv, acc, dv);
        }
    }

    /** One thread's block of keys and values, scores, and running sums. */
    private static final class Work implements AutoCloseable {
        final Arena arena = Arena.ofConfined();
        final float[] max;
        final float[] sum;
        final long keys;
        final long values;
        final long scores;
        final long sums;
        final long one;

        Work(Heads heads) {
            int states = TILE * heads.group();
            max = new float[states];
            sum = new float[states];
            keys = allocate((long) BLOCK * heads.keyDim());
            values = allocate((long) BLOCK * heads.valueDim());
            scores = allocate((long) TILE * BLOCK);
            sums = allocate((long) states * heads.valueDim());
            one = allocate(16);
        }

        private long allocate(long floats) {
            return arena.allocate(4 * floats, Tensor.ALIGNMENT).address();
        }

        void reset(int states, int dv) {
            java.util.Arrays.fill(max, Float.NEGATIVE_INFINITY);
            java.util.Arrays.fill(sum, 0f);
            Memory.clear(sums, (long) states * dv);
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
