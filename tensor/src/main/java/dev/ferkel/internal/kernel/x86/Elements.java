package dev.ferkel.internal.kernel.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Calls of the emitted element-wise code; every count is at least one. */
public final class Elements {
    private static final MethodHandle FOUR = MachineCode.caller(4);
    private static final MethodHandle FIVE = MachineCode.caller(5);
    private static final MethodHandle SEVEN = MachineCode.caller(7);

    private static final MemorySegment QUANTIZE = installed(ElementCode.quantize(false));
    private static final MemorySegment QUANTIZE_REST = installed(ElementCode.quantize(true));
    private static final MemorySegment SWIGLU = installed(ElementCode.swiglu());
    private static final MemorySegment SOFTMAX = installed(ElementCode.softmax());

    private static final ThreadLocal<MemorySegment> PARAMETERS =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(16, 16));

    private Elements() {}

    private static MemorySegment installed(byte[] code) {
        return MemorySegment.ofAddress(MachineCode.install(code));
    }

    /** As {@link dev.ferkel.internal.kernel.Kernels#quantizeBlocks}, by blocks of 32. */
    public static void quantize(long x, long target, int blocks) {
        try {
            FOUR.invokeExact(QUANTIZE, (long) blocks, x, target, Constants.ADDRESS);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link dev.ferkel.internal.kernel.Kernels#quantizeRest}. */
    public static void quantizeRest(long x, long block, long target) {
        try {
            FIVE.invokeExact(QUANTIZE_REST, 1L, x, target, Constants.ADDRESS, block);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link dev.ferkel.internal.kernel.Kernels#swiglu}, by 16 numbers. */
    public static void swiglu(long gate, long up, long y, int vectors) {
        try {
            FIVE.invokeExact(SWIGLU, (long) vectors, gate, up, y, Constants.ADDRESS);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link dev.ferkel.internal.kernel.Kernels#softmaxBlock}, for sums of whole vectors of 16. */
    public static void softmaxBlock(
            long scores, int rows, int keys, int seen, int step, float scale, long states, long sums, int vectors) {
        var parameters = PARAMETERS.get();
        parameters.set(ValueLayout.JAVA_INT, 0, seen);
        parameters.set(ValueLayout.JAVA_INT, 4, step);
        parameters.set(ValueLayout.JAVA_INT, 8, keys);
        parameters.set(ValueLayout.JAVA_FLOAT, 12, scale);
        try {
            SEVEN.invokeExact(
                    SOFTMAX,
                    (long) rows,
                    scores,
                    states,
                    sums,
                    (long) vectors,
                    parameters.address(),
                    Constants.ADDRESS);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
