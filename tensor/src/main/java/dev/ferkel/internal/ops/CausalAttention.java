package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Softmax attention with an online softmax (Milakov and Gimelshein 2018) over blocks of 64 keys counted from the start
 * of the sequence, so that a row's bits depend on the row alone: not on the chunk it comes in, nor on the threads.
 */
final class CausalAttention {
    /** Keys a block: also the page of a cache. */
    static final int BLOCK = 64;

    /** Rows of a sequence that share a pass over its keys. */
    private static final int TILE = 64;

    /** Query heads of a task, where there are too few tasks for the threads. */
    private static final int FEW_HEADS = 8;

    /** Where keys and values of one sequence are, block by block. */
    interface Source {
        /** The keys of positions [from, to) turned, [keyDim, 64], in a type that the kernels multiply. */
        void keys(int from, int to, int head, AttentionWork work);

        /** The values of positions [from, to), [to - from, valueDim], asked for after the same keys. */
        void values(int from, int to, int head, AttentionWork work);
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
        int group = heads.group();
        boolean few = tiles.size() * heads.keyValueHeads() < 2 * Workers.threads();
        int part = few && group % FEW_HEADS == 0 ? FEW_HEADS : group;
        int parts = group / part;
        int perTile = heads.keyValueHeads() * parts;
        Workers.parallel(tiles.size() * perTile, 1, (from, to) -> {
            var work = AttentionWork.of(kernels, heads, TILE * part);
            for (int task = from; task < to; task++) {
                int head = task % perTile;
                tile(work, q, out, tiles.get(task / perTile), head / parts, head % parts * part, part);
            }
        });
    }

    /** Rows of a tile for query heads [first, first + count) of a key-value head's group. */
    private void tile(AttentionWork work, Tensor q, Tensor out, Span tile, int kvHead, int first, int count) {
        int rows = tile.to() - tile.from();
        int position = tile.position();
        int dk = heads.keyDim();
        int dv = heads.valueDim();
        int head = kvHead * heads.group() + first;
        long ldq = (long) heads.heads() * dk;
        long queries = q.address() + 4 * (tile.from() * ldq + (long) head * dk);
        work.reset(rows * count, dv);
        int keys = position + rows;
        for (int block = 0; block < keys; block += BLOCK) {
            int end = Math.min(keys, block + BLOCK);
            tile.source().keys(block, end, kvHead, work);
            int columns = end - block + 15 & -16;
            if (rows == 1) {
                scores(work, queries, dk, count, 0, columns);
                work.softmax(count, end - block, position + 1 - block, 0, 0, heads.scale(), dv);
            } else {
                for (int h = 0; h < count; h++) {
                    scores(work, queries + 4L * h * dk, ldq, rows, h * rows, columns);
                    work.softmax(rows, end - block, position + 1 - block, 1, h * rows, heads.scale(), dv);
                }
            }
            tile.source().values(block, end, kvHead, work);
            kernels.multiply(
                    work.scores,
                    BLOCK,
                    work.values.type,
                    work.values.address,
                    work.values.stride,
                    work.sums,
                    dv,
                    rows * count,
                    end - block,
                    dv,
                    true);
        }
        for (int h = 0; h < count; h++) {
            for (int r = 0; r < rows; r++) {
                int i = h * rows + r;
                long target = out.address() + 4 * ((tile.from() + r) * out.dim(1) + (long) (head + h) * dv);
                kernels.scale(1f / Memory.get(work.states, 2L * i + 1), work.sums + 4L * i * dv, target, dv);
            }
        }
    }

    private void scores(AttentionWork work, long queries, long ldq, int rows, int to, int columns) {
        kernels.multiply(
                queries,
                ldq,
                work.keys.type,
                work.keys.address,
                work.keys.stride,
                work.scores + 4L * to * BLOCK,
                BLOCK,
                rows,
                heads.keyDim(),
                columns,
                false);
    }
}
