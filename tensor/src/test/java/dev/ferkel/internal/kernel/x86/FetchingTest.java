package dev.ferkel.internal.kernel.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferkel.internal.kernel.Activations;
import dev.ferkel.internal.kernel.Kernels;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asking for memory early changes no bit, on processors for which it is not chosen, too. */
class FetchingTest {
    private static final int BLOCKS = 3;
    private static final MethodHandle CALL = MachineCode.caller(7);

    private final Random random = new Random(9);

    private static boolean runs() {
        try {
            return Processor.ask().hasVnni();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static PanelProduct product(int bits, int bias, boolean minimums, boolean superBlocks, boolean halves) {
        return new PanelProduct(bits, bias, minimums, superBlocks, halves);
    }

    /** Panels and activations of random bytes. */
    private MemorySegment bytes(Arena arena, long count) {
        var memory = arena.allocate(count, 64);
        for (long i = 0; i < count; i++) {
            memory.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        return memory;
    }

    /** Six rounded rows with outliers. */
    private MemorySegment rows(Arena arena, int columns) {
        long rowBytes = Activations.rowBytes(columns);
        var numbers = arena.allocate(4L * columns, 64);
        var rows = arena.allocate(6 * rowBytes, 64);
        for (int r = 0; r < 6; r++) {
            for (int i = 0; i < columns; i++) {
                float number = (float) random.nextGaussian() * (i % 90 == r ? 100 : 1);
                numbers.setAtIndex(ValueLayout.JAVA_FLOAT, i, number);
            }
            Kernels.select().quantize(numbers.address(), rows.address() + r * rowBytes, columns);
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({
        "8, 7, false, false, false",
        "4, 3, false, false, false",
        "4, 0, true, false, false",
        "5, 4, false, false, false",
        "5, 0, true, true, false",
        "4, 0, true, true, false",
        "6, 5, false, true, true"
    })
    void changesNothing(int bits, int bias, boolean minimums, boolean superBlocks, boolean halves) throws Throwable {
        assumeTrue(runs());
        var product = product(bits, bias, minimums, superBlocks, halves);
        int head = minimums ? 64 : 32;
        long groupBytes = BLOCKS * (superBlocks ? head + 8L * (32 + 64 * bits) : head + 64L * bits);
        int columns = BLOCKS * (superBlocks ? 256 : 32);
        long rowBytes = Activations.rowBytes(columns);
        try (var arena = Arena.ofConfined()) {
            var panels = bytes(arena, 2 * groupBytes);
            var x = rows(arena, columns);
            for (int groups = 1; groups <= 2; groups++) {
                for (int tokens = 1; tokens <= product.mostTokens(2); tokens++) {
                    var plain = run(product.emit(tokens, groups), x, rowBytes, panels, groupBytes, arena);
                    var fetching = run(product.emitFetching(tokens, groups), x, rowBytes, panels, groupBytes, arena);
                    assertArrayEquals(plain, fetching);
                }
            }
            assertArrayEquals(
                    stream(product.emitStream(false), x, panels, arena),
                    stream(product.emitStream(true), x, panels, arena));
        }
    }

    private static int[] run(
            byte[] code, MemorySegment x, long rowBytes, MemorySegment panels, long groupBytes, Arena arena)
            throws Throwable {
        var y = arena.allocate(6 * 128, 64);
        CALL.invokeExact(
                MemorySegment.ofAddress(MachineCode.install(code)),
                (long) BLOCKS,
                x.address(),
                rowBytes,
                panels.address(),
                groupBytes,
                y.address(),
                128L);
        return y.toArray(ValueLayout.JAVA_INT);
    }

    private static int[] stream(byte[] code, MemorySegment x, MemorySegment panels, Arena arena) throws Throwable {
        var y = arena.allocate(128, 64);
        CALL.invokeExact(
                MemorySegment.ofAddress(MachineCode.install(code)),
                (long) BLOCKS,
                x.address(),
                2L,
                panels.address(),
                0L,
                y.address(),
                0L);
        return y.toArray(ValueLayout.JAVA_INT);
    }

    @Test
    void knowsWhoMadeTheProcessor() throws IOException {
        var info = Path.of("/proc/cpuinfo");
        assumeTrue(runs() && Files.isReadable(info));
        boolean intel = Files.readString(info).contains("GenuineIntel");
        assertEquals(intel, Processor.ask().isIntel());
    }
}
