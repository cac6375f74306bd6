package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.OnlineSoftmax;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;

/** One thread's block of keys and values, scores, and running sums. Kept by its thread for the next task. */
final class AttentionWork {
    private static final ThreadLocal<AttentionWork> MINE = ThreadLocal.withInitial(AttentionWork::new);

    /** Where the block's keys and values are. */
    final CacheBlock keys = new CacheBlock();

    final CacheBlock values = new CacheBlock();

    /** Where the block after it is, as {@link Kernels#multiply} fetches it; its address 0 if not known. */
    final CacheBlock nextKeys = new CacheBlock();

    final CacheBlock nextValues = new CacheBlock();

    Kernels kernels = Kernels.select();
    /** F32 [rows, 64]. */
    long scores;
    /** F32 [rows, 2]: maximum and sum. */
    long states;
    /** F32 [rows, valueDim]. */
    long sums;
    /** As states and sums, of all segments so far. */
    long totalStates;

    long totals;
    /** F32 [keyDim, 64]. */
    long turned;
    /** F32 [64, keyDim or valueDim]. */
    long rows;

    private Arena arena = Arena.ofAuto();
    private long capacity;

    private Arena roundedArena = Arena.ofAuto();
    private long rounded;
    private long roundedBytes;

    private AttentionWork() {}

    /** This thread's memory for the inputs of products. */
    static long rounded(long bytes) {
        var work = MINE.get();
        if (bytes > work.roundedBytes) {
            work.roundedArena = Arena.ofAuto();
            work.rounded = work.roundedArena.allocate(bytes, Tensor.ALIGNMENT).address();
            work.roundedBytes = bytes;
        }
        return work.rounded;
    }

    /** This thread's, with room for so many rows. */
    static AttentionWork of(Kernels kernels, Heads heads, int rows) {
        var work = MINE.get();
        work.kernels = kernels;
        work.reserve(heads, rows);
        return work;
    }

    private void reserve(Heads heads, int count) {
        int width = (Math.max(heads.keyDim(), heads.valueDim()) + 15) & -16;
        long scoresSize = (long) count * CausalAttention.BLOCK;
        long statesSize = (2L * count + 15) & -16;
        long sumsSize = (long) count * ((heads.valueDim() + 15) & -16);
        long blockSize = (long) CausalAttention.BLOCK * width;
        long needed = scoresSize + 2 * (statesSize + sumsSize) + 2 * blockSize;
        if (needed > capacity) {
            arena = Arena.ofAuto();
            scores = arena.allocate(4 * needed, Tensor.ALIGNMENT).address();
            capacity = needed;
        }
        states = scores + 4 * scoresSize;
        sums = states + 4 * statesSize;
        totalStates = sums + 4 * sumsSize;
        totals = totalStates + 4 * statesSize;
        turned = totals + 4 * sumsSize;
        rows = turned + 4 * blockSize;
    }

    void reset(int count, int dv) {
        for (int i = 0; i < count; i++) {
            Memory.put(states, 2L * i, Float.NEGATIVE_INFINITY);
            Memory.put(states, 2L * i + 1, 0f);
        }
        Memory.clear(sums, (long) count * dv);
    }

    /** Takes what states and sums hold of a segment into the totals, which begin with the first. */
    void mergeSegment(boolean first, int count, int dv) {
        if (first) {
            long own = states;
            states = totalStates;
            totalStates = own;
            own = sums;
            sums = totals;
            totals = own;
            return;
        }
        for (int i = 0; i < count; i++) {
            long state = 8L * i;
            long sum = 4L * i * dv;
            OnlineSoftmax.merge(kernels, totalStates + state, totals + sum, states + state, sums + sum, dv);
        }
    }

    void softmax(int count, int block, int seen, int step, int first, float scale, int dv) {
        kernels.softmaxBlock(
                scores + 256L * first,
                count,
                block,
                seen,
                step,
                scale,
                states + 8L * first,
                sums + 4L * first * dv,
                dv);
    }

    /** Turns rows [count, width] into the block's keys [width, 64]. */
    void turn(DType type, long source, long stride, int count, int width) {
        kernels.transpose(type, source, stride, count, width, turned, CausalAttention.BLOCK);
        keys.set(DType.F32, turned, CausalAttention.BLOCK, true);
    }
}
