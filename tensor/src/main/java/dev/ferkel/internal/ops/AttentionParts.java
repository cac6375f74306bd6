package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.OnlineSoftmax;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.List;
import java.util.function.LongFunction;

/** What every segment of keys gave to a few rows: maximum, sum and accumulator, kept until all segments are there. */
final class AttentionParts {
    /** Numbers before an accumulator: maximum and sum, and what aligns it. */
    private static final int STATE = 16;

    private final Kernels kernels;
    private final Heads heads;
    private final List<CausalAttention.Span> spans;
    /** Per span, and one more: segments and rows before it, and numbers of its first part. */
    private final int[] segments;

    private final int[] rows;
    private final long[] offsets;
    private final int partSize;
    private final long memory;

    AttentionParts(Kernels kernels, Heads heads, List<CausalAttention.Span> spans, LongFunction<Tensor> scratch) {
        this.kernels = kernels;
        this.heads = heads;
        this.spans = spans;
        partSize = STATE + (heads.valueDim() + 15 & -16);
        segments = new int[spans.size() + 1];
        rows = new int[spans.size() + 1];
        offsets = new long[spans.size() + 1];
        for (int s = 0; s < spans.size(); s++) {
            var span = spans.get(s);
            segments[s + 1] = segments[s] + span.segments();
            rows[s + 1] = rows[s] + span.rows();
            offsets[s + 1] = offsets[s] + (long) span.segments() * span.rows() * heads.heads() * partSize;
        }
        memory = scratch.apply(offsets[spans.size()]).address();
    }

    /** Of all spans. */
    int segments() {
        return segments[spans.size()];
    }

    /** Of all spans. */
    int rows() {
        return rows[spans.size()];
    }

    /** The segments before a span's own. */
    int first(int span) {
        return segments[span];
    }

    int spanOf(int segment) {
        int span = 0;
        while (segments[span + 1] <= segment) {
            span++;
        }
        return span;
    }

    private long part(int span, int segment, int head, int row) {
        int perSegment = heads.heads() * spans.get(span).rows();
        long index = (long) segment * perSegment + (long) head * spans.get(span).rows() + row;
        return memory + 4 * (offsets[span] + index * partSize);
    }

    /** Keeps what {@code work} holds of a segment and a key-value head. */
    void keep(AttentionWork work, int segment, int kvHead) {
        int span = spanOf(segment);
        int count = heads.group() * spans.get(span).rows();
        int width = heads.valueDim();
        for (int i = 0; i < count; i++) {
            long target = part(span, segment - segments[span], kvHead * heads.group(), i);
            Memory.put(target, 0, Memory.get(work.states, 2L * i));
            Memory.put(target, 1, Memory.get(work.states, 2L * i + 1));
            Memory.copy(work.sums + 4L * i * width, target + 4L * STATE, width);
        }
    }

    /** Merges a row's segments in order and writes what they come to. */
    void merge(int index, int head, Tensor out) {
        int s = 0;
        while (rows[s + 1] <= index) {
            s++;
        }
        var span = spans.get(s);
        int row = index - rows[s];
        int width = heads.valueDim();
        long total = part(s, 0, head, row);
        for (int segment = 1; segment < span.segments(); segment++) {
            long part = part(s, segment, head, row);
            OnlineSoftmax.merge(kernels, total, total + 4L * STATE, part, part + 4L * STATE, width);
        }
        long target = out.address() + 4 * ((span.from() + row) * out.dim(1) + (long) head * width);
        kernels.scale(1f / Memory.get(total, 1), total + 4L * STATE, target, width);
    }
}
