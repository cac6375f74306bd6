package dev.ferkel.internal.kernel;

import static dev.ferkel.internal.tensor.Memory.ALL;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.tensor.DType;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Decoding of the commonest formats to F32, many values at a time; the same bits as the format's own class. */
final class VectorDecoding {
    private static final VectorShape SHAPE = VectorShape.forBitSize(VectorKernels.width());
    private static final VectorSpecies<Float> F = VectorSpecies.of(float.class, SHAPE);
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, SHAPE);
    private static final VectorSpecies<Byte> B = ByteVector.SPECIES_128;
    private static final VectorSpecies<Short> S =
            ShortVector.SPECIES_PREFERRED.length() >= 16 ? ShortVector.SPECIES_256 : ShortVector.SPECIES_128;
    private static final int L = F.length();
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

    private VectorDecoding() {}

    private static float half(long address) {
        return Float.float16ToFloat(ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, address));
    }

    /** Sixteen bytes times d at target. */
    private static void scaled(ByteVector q, float d, long target) {
        for (int part = 0; part < 16 / L; part++) {
            var v = (FloatVector) q.convertShape(VectorOperators.B2F, F, part);
            v.mul(d).intoMemorySegment(ALL, target + 4L * part * L, LE);
        }
    }

    private static void scaledPlus(ByteVector q, float d, float m, long target) {
        for (int part = 0; part < 16 / L; part++) {
            var v = (FloatVector) q.convertShape(VectorOperators.B2F, F, part);
            v.mul(d).add(m).intoMemorySegment(ALL, target + 4L * part * L, LE);
        }
    }

    static void q80(long source, long target, long n) {
        for (long block = 0; block < n / 32; block++, source += 34, target += 128) {
            float d = half(source);
            scaled(ByteVector.fromMemorySegment(B, ALL, source + 2, LE), d, target);
            scaled(ByteVector.fromMemorySegment(B, ALL, source + 18, LE), d, target + 64);
        }
    }

    static void q40(long source, long target, long n) {
        for (long block = 0; block < n / 32; block++, source += 18, target += 128) {
            float d = half(source);
            var q = ByteVector.fromMemorySegment(B, ALL, source + 2, LE);
            scaled(q.and((byte) 15).sub((byte) 8), d, target);
            scaled(q.lanewise(VectorOperators.LSHR, 4).and((byte) 15).sub((byte) 8), d, target + 64);
        }
    }

    static void q41(long source, long target, long n) {
        for (long block = 0; block < n / 32; block++, source += 20, target += 128) {
            float d = half(source);
            float m = half(source + 2);
            var q = ByteVector.fromMemorySegment(B, ALL, source + 4, LE);
            scaledPlus(q.and((byte) 15), d, m, target);
            scaledPlus(q.lanewise(VectorOperators.LSHR, 4).and((byte) 15), d, m, target + 64);
        }
    }

    static void bf16(long source, long target, long n) {
        long i = 0;
        for (; i <= n - S.length(); i += S.length()) {
            var v = ShortVector.fromMemorySegment(S, ALL, source + 2 * i, LE);
            for (int part = 0; part < Math.max(1, S.length() / L); part++) {
                var bits = (IntVector) v.convertShape(VectorOperators.S2I, I, part);
                bits.lanewise(VectorOperators.LSHL, 16)
                        .reinterpretAsFloats()
                        .intoMemorySegment(ALL, target + 4 * (i + (long) part * L), LE);
            }
        }
        Formats.decode(DType.BF16, source + 2 * i, target + 4 * i, n - i);
    }

    static void f16(long source, long target, long n) {
        // the JIT turns this loop into the machine's own conversion
        for (long i = 0; i < n; i++) {
            ALL.set(ValueLayout.JAVA_FLOAT_UNALIGNED, target + 4 * i, half(source + 2 * i));
        }
    }
}
