package dev.ferkel.internal.kernel.x86;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls of the emitted loops over rows; every count is of vectors of 16 numbers and at least one. */
public final class Rows {
    private static final MethodHandle FOUR = MachineCode.caller(4);
    private static final MethodHandle FIVE = MachineCode.caller(5);
    private static final MethodHandle THREE_TO_FLOAT = MachineCode.floatCaller(3);
    private static final MethodHandle FIVE_TO_FLOAT = MachineCode.floatCaller(5);

    private static final MemorySegment ADD = installed(RowCode.add());
    private static final MemorySegment SCALE = installed(RowCode.scale());
    private static final MemorySegment AXPY = installed(RowCode.axpy());
    private static final MemorySegment SCALE_MULTIPLY = installed(RowCode.scaleMultiply());
    private static final MemorySegment DOT = installed(RowCode.dot());
    private static final MemorySegment MAX = installed(RowCode.max());
    private static final MemorySegment EXP_SUM = installed(RowCode.expSum());

    private Rows() {}

    private static MemorySegment installed(byte[] code) {
        return MemorySegment.ofAddress(MachineCode.install(code));
    }

    private static long bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    /** y = a + b. */
    public static void add(long a, long b, long y, int vectors) {
        try {
            FOUR.invokeExact(ADD, (long) vectors, a, b, y);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** y = x * s. */
    public static void scale(float s, long x, long y, int vectors) {
        try {
            FOUR.invokeExact(SCALE, (long) vectors, bits(s), x, y);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** y = s * x + y. */
    public static void axpy(float s, long x, long y, int vectors) {
        try {
            FOUR.invokeExact(AXPY, (long) vectors, bits(s), x, y);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** y = x * s * w. */
    public static void scaleMultiply(float s, long x, long w, long y, int vectors) {
        try {
            FIVE.invokeExact(SCALE_MULTIPLY, (long) vectors, bits(s), x, w, y);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The canonical sum of products. */
    public static float dot(long a, long b, int vectors) {
        try {
            return (float) THREE_TO_FLOAT.invokeExact(DOT, (long) vectors, a, b);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The largest number; NaN if there is one. */
    public static float max(long x, int vectors) {
        try {
            return (float) THREE_TO_FLOAT.invokeExact(MAX, (long) vectors, x, Constants.ADDRESS);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** y = exp(x - shift); the sum of y. */
    public static float expSum(long x, float shift, long y, int vectors) {
        try {
            return (float) FIVE_TO_FLOAT.invokeExact(EXP_SUM, (long) vectors, x, bits(shift), y, Constants.ADDRESS);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
