package dev.ferkel.internal.kernel;

import static dev.ferkel.internal.tensor.Memory.ALL;
import static dev.ferkel.internal.tensor.Memory.get;
import static dev.ferkel.internal.tensor.Memory.put;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Canonical sums of four weight rows with one or four tokens at once, so that loads serve several sums. */
final class VectorTiles {
    private static final VectorSpecies<Float> F =
            VectorSpecies.of(float.class, jdk.incubator.vector.VectorShape.forBitSize(VectorKernels.width()));
    private static final int L = F.length();
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

    private VectorTiles() {}

    private static FloatVector at(long address) {
        return FloatVector.fromMemorySegment(F, ALL, address, LE);
    }

    /** y[r] for rows [4, k] and one token. */
    static void fourByOne(long rows, long x, long y, int k) {
        long sums = RowSums.buffer();
        int whole = k & -16;
        long step = 4L * k;
        for (int lane = 0; lane < 16; lane += L) {
            var s0 = FloatVector.zero(F);
            var s1 = s0;
            var s2 = s0;
            var s3 = s0;
            for (int i = lane; i < whole; i += 16) {
                long o = 4L * i;
                var v = at(x + o);
                s0 = v.fma(at(rows + o), s0);
                s1 = v.fma(at(rows + step + o), s1);
                s2 = v.fma(at(rows + 2 * step + o), s2);
                s3 = v.fma(at(rows + 3 * step + o), s3);
            }
            s0.intoMemorySegment(ALL, sums + 4L * lane, LE);
            s1.intoMemorySegment(ALL, sums + 64 + 4L * lane, LE);
            s2.intoMemorySegment(ALL, sums + 128 + 4L * lane, LE);
            s3.intoMemorySegment(ALL, sums + 192 + 4L * lane, LE);
        }
        for (int r = 0; r < 4; r++) {
            put(y, r, RowSums.finish(sums + 64L * r, rows + r * step, x, whole, k));
        }
    }

    /** y[t][r] for rows [4, k] and four tokens. */
    static void fourByFour(long rows, long x, long ldx, long y, long ldy, int k) {
        long sums = RowSums.buffer();
        int whole = k & -16;
        for (int lane = 0; lane < 16; lane += L) {
            lanes(rows + 4L * lane, 4L * k, x + 4L * lane, 4 * ldx, sums + 4L * lane, whole - lane);
        }
        for (int t = 0; t < 4; t++) {
            for (int r = 0; r < 4; r++) {
                put(
                        y,
                        t * ldy + r,
                        RowSums.finish(sums + 64L * (4 * t + r), rows + 4L * r * k, x + 4L * t * ldx, whole, k));
            }
        }
    }

    private static void lanes(long w, long step, long x, long stride, long sums, int n) {
        var a0 = FloatVector.zero(F);
        var a1 = a0;
        var a2 = a0;
        var a3 = a0;
        var b0 = a0;
        var b1 = a0;
        var b2 = a0;
        var b3 = a0;
        var c0 = a0;
        var c1 = a0;
        var c2 = a0;
        var c3 = a0;
        var d0 = a0;
        var d1 = a0;
        var d2 = a0;
        var d3 = a0;
        for (int i = 0; i < n; i += 16) {
            long o = 4L * i;
            var w0 = at(w + o);
            var w1 = at(w + step + o);
            var w2 = at(w + 2 * step + o);
            var w3 = at(w + 3 * step + o);
            var v = at(x + o);
            a0 = v.fma(w0, a0);
            a1 = v.fma(w1, a1);
            a2 = v.fma(w2, a2);
            a3 = v.fma(w3, a3);
            v = at(x + stride + o);
            b0 = v.fma(w0, b0);
            b1 = v.fma(w1, b1);
            b2 = v.fma(w2, b2);
            b3 = v.fma(w3, b3);
            v = at(x + 2 * stride + o);
            c0 = v.fma(w0, c0);
            c1 = v.fma(w1, c1);
            c2 = v.fma(w2, c2);
            c3 = v.fma(w3, c3);
            v = at(x + 3 * stride + o);
            d0 = v.fma(w0, d0);
            d1 = v.fma(w1, d1);
            d2 = v.fma(w2, d2);
            d3 = v.fma(w3, d3);
        }
        store(a0, a1, a2, a3, sums);
        store(b0, b1, b2, b3, sums + 256);
        store(c0, c1, c2, c3, sums + 512);
        store(d0, d1, d2, d3, sums + 768);
    }

    private static void store(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3, long sums) {
        s0.intoMemorySegment(ALL, sums, LE);
        s1.intoMemorySegment(ALL, sums + 64, LE);
        s2.intoMemorySegment(ALL, sums + 128, LE);
        s3.intoMemorySegment(ALL, sums + 192, LE);
    }

    /** The end of a canonical sum: what fills no group of 16, then the pairs. */
    private static final class RowSums {
        private static final ThreadLocal<java.lang.foreign.MemorySegment> BUFFER =
                ThreadLocal.withInitial(() -> java.lang.foreign.Arena.ofAuto().allocate(16 * 64, 64));

        static long buffer() {
            return BUFFER.get().address();
        }

        static float finish(long sums, long row, long x, int whole, int k) {
            for (int i = whole; i < k; i++) {
                put(sums, i & 15, Math.fma(get(row, i), get(x, i), get(sums, i & 15)));
            }
            for (int width = 8; width > 0; width /= 2) {
                for (int i = 0; i < width; i++) {
                    put(sums, i, get(sums, i) + get(sums, i + width));
                }
            }
            return get(sums, 0);
        }
    }

    private static FloatVector bits(long address) {
        return FloatVector.broadcast(F, get(address, 0));
    }

    /** Two registers of columns of four rows of a plain product; distances in bytes. */
    static void multiplyFour(long a, long lda, long b, long ldb, long c, long ldc, int k, boolean adds) {
        long c1 = c + ldc;
        long c2 = c1 + ldc;
        long c3 = c2 + ldc;
        int next = 4 * L;
        var zero = FloatVector.zero(F);
        var s0 = adds ? at(c) : zero;
        var t0 = adds ? at(c + next) : zero;
        var s1 = adds ? at(c1) : zero;
        var t1 = adds ? at(c1 + next) : zero;
        var s2 = adds ? at(c2) : zero;
        var t2 = adds ? at(c2 + next) : zero;
        var s3 = adds ? at(c3) : zero;
        var t3 = adds ? at(c3 + next) : zero;
        for (int i = 0; i < k; i++) {
            var left = at(b + i * ldb);
            var right = at(b + i * ldb + next);
            long p = a + 4L * i;
            var v = bits(p);
            s0 = v.fma(left, s0);
            t0 = v.fma(right, t0);
            v = bits(p + lda);
            s1 = v.fma(left, s1);
            t1 = v.fma(right, t1);
            v = bits(p + 2 * lda);
            s2 = v.fma(left, s2);
            t2 = v.fma(right, t2);
            v = bits(p + 3 * lda);
            s3 = v.fma(left, s3);
            t3 = v.fma(right, t3);
        }
        s0.intoMemorySegment(ALL, c, LE);
        t0.intoMemorySegment(ALL, c + next, LE);
        s1.intoMemorySegment(ALL, c1, LE);
        t1.intoMemorySegment(ALL, c1 + next, LE);
        s2.intoMemorySegment(ALL, c2, LE);
        t2.intoMemorySegment(ALL, c2 + next, LE);
        s3.intoMemorySegment(ALL, c3, LE);
        t3.intoMemorySegment(ALL, c3 + next, LE);
    }

    /** Two registers of columns of one row. */
    static void multiplyOne(long a, long b, long ldb, long c, int k, boolean adds) {
        var zero = FloatVector.zero(F);
        var s = adds ? at(c) : zero;
        var t = adds ? at(c + 4L * L) : zero;
        for (int i = 0; i < k; i++) {
            var v = bits(a + 4L * i);
            s = v.fma(at(b + i * ldb), s);
            t = v.fma(at(b + i * ldb + 4L * L), t);
        }
        s.intoMemorySegment(ALL, c, LE);
        t.intoMemorySegment(ALL, c + 4L * L, LE);
    }
}
