package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Softmax attention with an online softmax (Milakov and Gimelshein 2018) over blocks of 64 keys. Every 256 keys, counted
 * from the start of the sequence, are a segment with a softmax of its own, merged in order, so that a row's bits depend
 * on the row alone: not on the chunk it comes in, nor on the threads, which share the segments of a few rows
 * (Flash-Decoding, Dao et al. 2023).
 */
final class CausalAttention {
    /** Keys a block: also the page of a cache. */
    static final int BLOCK = 64;

    static final int SEGMENT = 4 * BLOCK;

    /** Rows of a sequence that share a pass over its keys. */
    static final int TILE = 64;

    /** Rows of a sequence up to which its segments are shared out. */
    private static final int FEW_ROWS = 8;

    /** Query heads of a task, where there are too few tasks for the threads. */
    private static final int FEW_HEADS = 8;

    /** Where keys and values of one sequence are, block by block. */
    interface Source {
        /** The keys of positions [from, to) turned, [keyDim, 64], in a type that the kernels multiply. */
        void keys(int from, int to, int head, AttentionWork work);

        /** The values of positions [from, to), [to - from, valueDim], asked for after the same keys. */
        void values(int from, int to, int head, AttentionWork work);

        /** Where the keys and values of positions [from, to) will come from, for fetching them early; may do nothing. */
        default void next(int from, int to, int head, AttentionWork work) {}
    }

    private final Kernels kernels;
    private final Heads heads;
    private final LongFunction<Tensor> scratch;

    /** @param scratch F32 memory of so many numbers for the time of a step */
    CausalAttention(Kernels kernels, Heads heads, LongFunction<Tensor> scratch) {
        this.kernels = kernels;
        this.heads = heads;
        this.scratch = scratch;
    }

    /** Rows [from, to) of one sequence, the first of which is at {@code position}. */
    record Span(int from, int to, int position, Source source) {
        int rows() {
            return to - from;
        }

        /** Keys that the last row sees. */
        int keys() {
            return position + rows();
        }

        int segments() {
            return (keys() + SEGMENT - 1) / SEGMENT;
        }

        /** Whether its segments are tasks of their own. */
        boolean isShared() {
            return rows() <= FEW_ROWS && keys() > SEGMENT;
        }
    }

    /** Queries and outputs of several sequences' rows. */
    void run(Tensor q, Tensor out, List<Span> spans) {
        var whole = new ArrayList<Span>();
        var shared = new ArrayList<Span>();
        for (var span : spans) {
            if (span.isShared()) {
                shared.add(span);
                continue;
            }
            for (int row = span.from(); row < span.to(); row += TILE) {
                int end = Math.min(span.to(), row + TILE);
                whole.add(new Span(row, end, span.position() + row - span.from(), span.source()));
            }
        }
        if (!whole.isEmpty()) {
            whole(q, out, whole);
        }
        if (!shared.isEmpty()) {
            shared(q, out, shared);
        }
    }

    private void whole(Tensor q, Tensor out, List<Span> tiles) {
        int group = heads.group();
        boolean few = tiles.size() * heads.keyValueHeads() < 2 * Workers.threads();
        int part = few && group % FEW_HEADS == 0 ? FEW_HEADS : group;
        int parts = group / part;
        int perTile = heads.keyValueHeads() * parts;
        Workers.parallel(tiles.size() * perTile, 1, (from, to) -> {
            var work = AttentionWork.of(kernels, heads, TILE * part);
            for (int task = from; task < to; task++) {
                int head = task % perTile;
                var tile = new AttentionTile(
                        work, heads, tiles.get(task / perTile), head / parts, head % parts * part, part);
                tile.run(q, out);
            }
        });
    }

    private void shared(Tensor q, Tensor out, List<Span> spans) {
        var parts = new AttentionParts(kernels, heads, spans, scratch);
        int group = heads.group();
        Workers.parallel(parts.segments() * heads.keyValueHeads(), 1, (from, to) -> {
            var work = AttentionWork.of(kernels, heads, FEW_ROWS * group);
            for (int task = from; task < to; task++) {
                int segment = task / heads.keyValueHeads();
                int head = task % heads.keyValueHeads();
                int span = parts.spanOf(segment);
                var tile = new AttentionTile(work, heads, spans.get(span), head, 0, group);
                tile.segment(q, segment - parts.first(span));
                parts.keep(work, segment, head);
            }
        });
        Workers.parallel(parts.rows() * heads.heads(), 4, (from, to) -> {
            for (int i = from; i < to; i++) {
                parts.merge(i / heads.heads(), i % heads.heads(), out);
            }
        });
    }
}
