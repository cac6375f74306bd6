package dev.ferkel.internal.kernel.x86;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * Executable memory, for the life of the process. Pages are written first and made executable then: never both at once.
 * POSIX systems only.
 */
final class MachineCode {
    private static final int READ_WRITE = 3;
    private static final int READ_EXECUTE = 5;
    private static final long PAGE = 4096;

    private MachineCode() {}

    /**
     * Installs code that needs no relocation.
     *
     * @return its address
     * @throws IllegalStateException where the system forbids it
     */
    static long install(byte[] code) {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        int flags = mac ? 0x1002 : 0x22; // private, anonymous
        long bytes = (code.length + PAGE - 1) & -PAGE;
        try {
            var mmap = function(
                    "mmap",
                    FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
            var mprotect = function("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
            var memory = (MemorySegment) mmap.invokeExact(0L, bytes, READ_WRITE, flags, -1, 0L);
            if (memory.address() == -1) {
                throw new IllegalStateException("no memory for machine code");
            }
            MemorySegment.copy(MemorySegment.ofArray(code), 0, memory.reinterpret(bytes), 0, code.length);
            if ((int) mprotect.invokeExact(memory, bytes, READ_EXECUTE) != 0) {
                throw new IllegalStateException("the system forbids machine code of our own");
            }
            return memory.address();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        var linker = Linker.nativeLinker();
        var address = linker.defaultLookup()
                .find(name)
                .orElseThrow(() -> new IllegalStateException("the system has no " + name));
        return linker.downcallHandle(address, type);
    }

    /**
     * A handle that calls code at the address it is given first, with {@code count} longs. Critical: the call costs a few
     * nanoseconds, and holds up safepoints while it lasts, which has to be well under a millisecond.
     */
    static MethodHandle caller(int count) {
        var arguments = new MemoryLayout[count];
        Arrays.fill(arguments, JAVA_LONG);
        return Linker.nativeLinker()
                .downcallHandle(FunctionDescriptor.ofVoid(arguments), Linker.Option.critical(false));
    }

    /** As {@link #caller}, of code that leaves a float in xmm0. */
    static MethodHandle floatCaller(int count) {
        var arguments = new MemoryLayout[count];
        Arrays.fill(arguments, JAVA_LONG);
        return Linker.nativeLinker()
                .downcallHandle(FunctionDescriptor.of(JAVA_FLOAT, arguments), Linker.Option.critical(false));
    }
}
