package dev.ferkel.internal.kernel;

import static dev.ferkel.internal.tensor.Memory.ALL;
import static dev.ferkel.internal.tensor.Memory.get;
import static dev.ferkel.internal.tensor.Memory.put;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.tensor.DType;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The Vector API twin of {@link ScalarKernels}, at the width the process was started with. A canonical sum's 16 lanes
 * are one, two or four registers; ends that fill no register are done one number at a time.
 */
final class VectorKernels implements Kernels {
    private static final VectorSpecies<Float> F = species();
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
    private static final int L = F.length();
    private static final VectorSpecies<Byte> BYTES =
            L < 8 ? ByteVector.SPECIES_64 : VectorSpecies.of(byte.class, VectorShape.forBitSize(8 * L));
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

    private final ScalarKernels scalar = new ScalarKernels("tails");
    private final String why;

    VectorKernels(String why) {
        this.why = why;
    }

    /** Bits of the widest vectors this machine has, up to the 512 that a canonical sum fills. */
    static int widest() {
        return Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }

    static int width() {
        return F.vectorBitSize();
    }

    private static VectorSpecies<Float> species() {
        return switch (System.getProperty("ferkel.kernels", "")) {
            case "vector-128" -> FloatVector.SPECIES_128;
            case "vector-256" -> FloatVector.SPECIES_256;
            case "vector-512" -> FloatVector.SPECIES_512;
            default -> VectorSpecies.of(float.class, VectorShape.forBitSize(widest()));
        };
    }

    @Override
    public String description() {
        return "vector-" + width() + " (" + why + ")";
    }

    private static FloatVector at(long address, long i) {
        return FloatVector.fromMemorySegment(F, ALL, address + 4 * i, LE);
    }

    private static void to(FloatVector v, long address, long i) {
        v.intoMemorySegment(ALL, address + 4 * i, LE);
    }

    @Override
    public void quantizeBlocks(long x, long target, int k) {
        if (L < 8) {
            Kernels.super.quantizeBlocks(x, target, k);
            return;
        }
        for (int b = 0; b < k / Activations.BLOCK; b++) {
            quantizeBlock(x + 4L * Activations.BLOCK * b, target + (long) Activations.BYTES * b);
        }
    }

    private static void quantizeBlock(long x, long target) {
        var most = FloatVector.zero(F);
        for (int i = 0; i < Activations.BLOCK; i += L) {
            most = most.max(at(x, i).abs());
        }
        float largest = most.reduceLanes(VectorOperators.MAX);
        float inverse = Activations.inverse(largest);
        var first = IntVector.zero(I);
        var last = first;
        for (int i = 0; i < Activations.BLOCK; i += L) {
            var rounded = at(x, i).mul(inverse).add(Activations.ROUND).sub(Activations.ROUND);
            var q = (IntVector) rounded.convert(VectorOperators.F2I, 0);
            q.castShape(BYTES, 0).reinterpretAsBytes().intoMemorySegment(ALL, target + Activations.NUMBERS + i, LE);
            first = i < 16 ? first.add(q) : first;
            last = i < 16 ? last : last.add(q);
        }
        int end = last.reduceLanes(VectorOperators.ADD);
        Activations.finish(target, largest, first.reduceLanes(VectorOperators.ADD) + end, end);
    }

    @Override
    public float dot(long a, long b, int n) {
        var sums = new float[16];
        int whole = n & -16;
        for (int lane = 0; lane < 16; lane += L) {
            var sum = FloatVector.zero(F);
            for (int i = lane; i < whole; i += 16) {
                sum = at(a, i).fma(at(b, i), sum);
            }
            sum.intoArray(sums, lane);
        }
        for (int i = whole; i < n; i++) {
            sums[i & 15] = Math.fma(get(a, i), get(b, i), sums[i & 15]);
        }
        return ScalarKernels.total(sums);
    }

    @Override
    public void axpy(float a, long x, long y, int n) {
        int i = 0;
        var factor = FloatVector.broadcast(F, a);
        for (; i <= n - L; i += L) {
            to(factor.fma(at(x, i), at(y, i)), y, i);
        }
        scalar.axpy(a, x + 4L * i, y + 4L * i, n - i);
    }

    @Override
    public void add(long a, long b, long y, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            to(at(a, i).add(at(b, i)), y, i);
        }
        scalar.add(a + 4L * i, b + 4L * i, y + 4L * i, n - i);
    }

    @Override
    public void scale(float s, long x, long y, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            to(at(x, i).mul(s), y, i);
        }
        scalar.scale(s, x + 4L * i, y + 4L * i, n - i);
    }

    @Override
    public void scaleMultiply(float s, long x, long w, long y, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            to(at(x, i).mul(s).mul(at(w, i)), y, i);
        }
        scalar.scaleMultiply(s, x + 4L * i, w + 4L * i, y + 4L * i, n - i);
    }

    @Override
    public float max(long x, int n) {
        if (n < L) {
            return scalar.max(x, n);
        }
        var max = at(x, 0);
        int i = L;
        for (; i <= n - L; i += L) {
            max = max.max(at(x, i));
        }
        float best = max.reduceLanes(VectorOperators.MAX);
        return (i == n ? best : Math.max(best, scalar.max(x + 4L * i, n - i))) + 0f;
    }

    private static FloatVector exp(FloatVector x) {
        var n = x.fma(FloatVector.broadcast(F, Exponential.LOG2_E), FloatVector.broadcast(F, Exponential.ROUND))
                .sub(Exponential.ROUND);
        var r = n.fma(
                FloatVector.broadcast(F, Exponential.LN2_LOW),
                n.fma(FloatVector.broadcast(F, Exponential.LN2_HIGH), x));
        var p = FloatVector.broadcast(F, Exponential.C[0]);
        for (int i = 1; i < 6; i++) {
            p = p.fma(r, FloatVector.broadcast(F, Exponential.C[i]));
        }
        var y = p.fma(r.mul(r), r).add(1f);
        var k = (IntVector) n.convertShape(VectorOperators.F2I, I, 0);
        var half = k.lanewise(VectorOperators.ASHR, 1);
        y = y.mul(power(half)).mul(power(k.sub(half)));
        y = y.blend(0f, x.compare(VectorOperators.LT, Exponential.LOWEST));
        y = y.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, Exponential.HIGHEST));
        return y.blend(x, x.test(VectorOperators.IS_NAN));
    }

    private static FloatVector power(IntVector k) {
        return k.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    @Override
    public float expSum(long x, float shift, long y, int n) {
        var sums = new float[16];
        int whole = n & -16;
        for (int lane = 0; lane < 16; lane += L) {
            var sum = FloatVector.zero(F);
            for (int i = lane; i < whole; i += 16) {
                var e = exp(at(x, i).sub(shift));
                to(e, y, i);
                sum = sum.add(e);
            }
            sum.intoArray(sums, lane);
        }
        for (int i = whole; i < n; i++) {
            float e = Exponential.exp(get(x, i) - shift);
            put(y, i, e);
            sums[i & 15] += e;
        }
        return ScalarKernels.total(sums);
    }

    private static FloatVector sigmoid(FloatVector x) {
        return FloatVector.broadcast(F, 1f).div(exp(x.neg()).add(1f));
    }

    @Override
    public void sigmoid(long x, long y, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            to(sigmoid(at(x, i)), y, i);
        }
        scalar.sigmoid(x + 4L * i, y + 4L * i, n - i);
    }

    @Override
    public void adamW(long w, long g, long m, long v, int n, AdamWFactors f) {
        float new1 = 1 - f.beta1();
        float new2 = 1 - f.beta2();
        int i = 0;
        for (; i <= n - L; i += L) {
            var gradient = at(g, i).mul(f.clip());
            var first = at(m, i);
            first = first.add(gradient.sub(first).mul(new1));
            var second = at(v, i).mul(f.beta2()).add(gradient.mul(new2).mul(gradient));
            var divisor = second.sqrt().mul(f.correction()).add(f.epsilon());
            to(first, m, i);
            to(second, v, i);
            to(at(w, i).mul(f.kept()).sub(first.mul(f.rate()).div(divisor)), w, i);
        }
        scalar.adamW(w + 4L * i, g + 4L * i, m + 4L * i, v + 4L * i, n - i, f);
    }

    @Override
    public float largest(long x, int n) {
        var largest = FloatVector.zero(F);
        int i = 0;
        for (; i <= n - L; i += L) {
            largest = largest.max(at(x, i).abs());
        }
        return Math.max(largest.reduceLanes(VectorOperators.MAX), scalar.largest(x + 4L * i, n - i));
    }

    @Override
    public void largest(long x, long largest, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            to(at(largest, i).max(at(x, i).abs()), largest, i);
        }
        scalar.largest(x + 4L * i, largest + 4L * i, n - i);
    }

    @Override
    public void roundBf16(long x, long y, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            var v = at(x, i);
            to(rounded(v, 16).blend(v, v.test(VectorOperators.IS_NAN)), y, i);
        }
        scalar.roundBf16(x + 4L * i, y + 4L * i, n - i);
    }

    /** Without its last {@code bits}, to nearest even. */
    private static FloatVector rounded(FloatVector x, int bits) {
        var raw = x.reinterpretAsInts();
        var odd = raw.lanewise(VectorOperators.LSHR, bits).and(1);
        return raw.add((1 << bits - 1) - 1).add(odd).and(-1 << bits).reinterpretAsFloats();
    }

    private static FloatVector e4m3(FloatVector x) {
        var magnitude = x.abs().min(Roundings.E4M3_LARGEST);
        var small = magnitude.add(Roundings.E4M3_SUBNORMAL_STEP).sub(Roundings.E4M3_SUBNORMAL_STEP);
        magnitude = rounded(magnitude, 20).blend(small, magnitude.compare(VectorOperators.LT, Roundings.E4M3_NORMAL));
        var sign = x.reinterpretAsInts().and(1 << 31);
        var y = magnitude.reinterpretAsInts().or(sign).reinterpretAsFloats();
        return y.blend(x, x.test(VectorOperators.IS_NAN));
    }

    @Override
    public void roundE4m3(float s, long x, long y, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            to(e4m3(at(x, i).div(s)).mul(s), y, i);
        }
        scalar.roundE4m3(s, x + 4L * i, y + 4L * i, n - i);
    }

    @Override
    public void roundE4m3(long s, long x, long y, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            to(e4m3(at(x, i).div(at(s, i))).mul(at(s, i)), y, i);
        }
        scalar.roundE4m3(s + 4L * i, x + 4L * i, y + 4L * i, n - i);
    }

    @Override
    public void swiglu(long gate, long up, long y, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            var g = at(gate, i);
            to(g.mul(sigmoid(g)).mul(at(up, i)), y, i);
        }
        scalar.swiglu(gate + 4L * i, up + 4L * i, y + 4L * i, n - i);
    }

    @Override
    public void swigluSlope(long gate, long up, long d, long y, int n) {
        int i = 0;
        var one = FloatVector.broadcast(F, 1f);
        for (; i <= n - L; i += L) {
            var g = at(gate, i);
            var s = sigmoid(g);
            var slope = s.mul(g.mul(one.sub(s)).add(one));
            to(at(d, i).mul(at(up, i)).mul(slope), y, i);
        }
        scalar.swigluSlope(gate + 4L * i, up + 4L * i, d + 4L * i, y + 4L * i, n - i);
    }

    @Override
    public void decode(DType type, long source, long target, long n) {
        switch (type) {
            case Q8_0 -> VectorDecoding.q80(source, target, n);
            case Q4_0 -> VectorDecoding.q40(source, target, n);
            case Q4_1 -> VectorDecoding.q41(source, target, n);
            case BF16 -> VectorDecoding.bf16(source, target, n);
            case F16 -> VectorDecoding.f16(source, target, n);
            default -> Formats.decode(type, source, target, n);
        }
    }

    @Override
    public void encode(DType type, long source, long target, long n) {
        Formats.encode(type, source, target, n);
    }

    @Override
    public void matmul(
            DType type, long w, long scale, long x, long ldx, long y, long ldy, int tokens, int from, int to, int k) {
        RowTile.matmul(this, 4, type, w, scale, x, ldx, y, ldy, tokens, from, to, k);
    }

    @Override
    public void product(long rows, int count, long x, long ldx, long y, long ldy, int tokens, int k) {
        int r = 0;
        for (; r <= count - 4; r += 4) {
            int t = 0;
            for (; t <= tokens - 4; t += 4) {
                VectorTiles.fourByFour(rows + 4L * r * k, x + 4L * t * ldx, ldx, y + 4 * (t * ldy + r), ldy, k);
            }
            for (; t < tokens; t++) {
                VectorTiles.fourByOne(rows + 4L * r * k, x + 4L * t * ldx, y + 4 * (t * ldy + r), k);
            }
        }
        for (; r < count; r++) {
            for (int t = 0; t < tokens; t++) {
                put(y, t * ldy + r, dot(rows + 4L * r * k, x + 4L * t * ldx, k));
            }
        }
    }

    @Override
    public int multiplyColumns() {
        return Math.max(16, 2 * L);
    }

    @Override
    public void multiply(
            long a,
            long lda,
            DType type,
            long b,
            long ldb,
            long c,
            long ldc,
            int rows,
            int k,
            int n,
            boolean adds,
            long next,
            long nextStep) {
        int whole = n - n % (2 * L);
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            for (int j = 0; j < whole; j += 2 * L) {
                VectorTiles.multiplyFour(
                        a + 4L * r * lda, 4 * lda, b + 4L * j, 4 * ldb, c + 4 * (r * ldc + j), 4 * ldc, k, adds);
            }
        }
        for (; r < rows; r++) {
            for (int j = 0; j < whole; j += 2 * L) {
                VectorTiles.multiplyOne(a + 4L * r * lda, b + 4L * j, 4 * ldb, c + 4 * (r * ldc + j), k, adds);
            }
        }
        OddColumns.multiply(a, lda, type, b, ldb, c, ldc, rows, k, whole, n, adds);
    }
}
