package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;

/**
 * Some rows of a sequence for query heads [first, first + count) of a key-value head's group, with one thread's memory.
 * Row r of head h is number h * rows + r there.
 */
record AttentionTile(AttentionWork work, Heads heads, CausalAttention.Span span, int kvHead, int first, int count) {
    /** Numbers of the tile up to which memory is waited for, so that it is asked for early. */
    private static final int FEW = 32;

    private int head() {
        return kvHead * heads.group() + first;
    }

    /** All keys, to the end. */
    void run(Tensor q, Tensor out) {
        int rows = span.rows();
        int dv = heads.valueDim();
        for (int segment = 0; segment < span.segments(); segment++) {
            segment(q, segment);
            work.mergeSegment(segment == 0, rows * count, dv);
        }
        for (int h = 0; h < count; h++) {
            for (int r = 0; r < rows; r++) {
                int i = h * rows + r;
                long target = out.address() + 4 * ((span.from() + r) * out.dim(1) + (long) (head() + h) * dv);
                float sum = Memory.get(work.totalStates, 2L * i + 1);
                work.kernels.scale(1f / sum, work.totals + 4L * i * dv, target, dv);
            }
        }
    }

    /** The maximum, sum and accumulator of one segment's keys, in {@code work}. */
    void segment(Tensor q, int segment) {
        int rows = span.rows();
        int dk = heads.keyDim();
        int dv = heads.valueDim();
        int position = span.position();
        long ldq = (long) heads.heads() * dk;
        long queries = q.address() + 4 * (span.from() * ldq + (long) head() * dk);
        work.reset(rows * count, dv);
        int end = Math.min(span.keys(), (segment + 1) * CausalAttention.SEGMENT);
        for (int block = segment * CausalAttention.SEGMENT; block < end; block += CausalAttention.BLOCK) {
            int keys = Math.min(end - block, CausalAttention.BLOCK);
            findNext(block + keys);
            span.source().keys(block, block + keys, kvHead, work);
            int columns = keys + 15 & -16;
            int seen = position + 1 - block;
            if (rows == 1) {
                scores(queries, dk, count, 0, columns);
                work.softmax(count, keys, seen, 0, 0, heads.scale(), dv);
            } else {
                for (int h = 0; h < count; h++) {
                    scores(queries + 4L * h * dk, ldq, rows, h * rows, columns);
                    work.softmax(rows, keys, seen, 1, h * rows, heads.scale(), dv);
                }
            }
            span.source().values(block, block + keys, kvHead, work);
            values(keys);
        }
    }

    private void findNext(int from) {
        work.nextKeys.clear();
        work.nextValues.clear();
        if (from < span.keys() && span.rows() * count <= FEW) {
            int to = Math.min(span.keys(), from + CausalAttention.BLOCK);
            span.source().next(from, to, kvHead, work);
        }
    }

    private void scores(long queries, long ldq, int rows, int to, int columns) {
        Kernels kernels = work.kernels;
        var keys = work.keys;
        var next = work.nextKeys;
        long target = work.scores + 4L * to * CausalAttention.BLOCK;
        kernels.multiply(
                queries,
                ldq,
                keys.type,
                keys.address,
                keys.stride,
                target,
                CausalAttention.BLOCK,
                rows,
                heads.keyDim(),
                columns,
                false,
                next.address,
                next.stride);
        next.clear();
    }

    private void values(int keys) {
        var values = work.values;
        int dv = heads.valueDim();
        work.kernels.multiply(
                work.scores,
                CausalAttention.BLOCK,
                values.type,
                values.address,
                values.stride,
                work.sums,
                dv,
                span.rows() * count,
                keys,
                dv,
                true,
                work.nextValues.address,
                work.nextValues.stride);
    }
}
