package dev.ferkel.internal.kernel;

import dev.ferkel.internal.kernel.x86.PeakCode;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Optional;

/**
 * What this machine's threads reach together with nothing but reading and nothing but multiplying, by the instructions of
 * the kernels' tier; of the processor's best tier where the kernels are no machine code.
 *
 * @param gigabytesPerSecond read from memory
 * @param gigaOperations multiplications and additions of bytes a second, in 10^9
 * @param gigaFlops those of F32 numbers
 */
public record Peaks(double gigabytesPerSecond, double gigaOperations, double gigaFlops) {
    private static final long BYTES = 512L << 20;
    private static final int PIECES = 512;
    private static final int ROUNDS = 7;
    private static final long TURNS = 1 << 14;

    /** Measures for about a second; empty where there is no machine code for it. */
    public static Optional<Peaks> measure() {
        return KernelSelection.tier().map(tier -> measure(new PeakCode(tier)));
    }

    private static Peaks measure(PeakCode code) {
        try (var arena = Arena.ofShared()) {
            var memory = Pages.allocate(BYTES, arena).fill((byte) 1);
            long piece = BYTES / PIECES;
            double read = median(BYTES, i -> code.read(memory.address() + i * piece, piece / PeakCode.READ_BYTES));
            double bytes = median(PIECES * TURNS * code.byteOperations(), i -> code.multiplyBytes(TURNS));
            double floats = median(PIECES * TURNS * code.floatOperations(), i -> code.multiplyFloats(TURNS));
            return new Peaks(read, bytes, floats);
        }
    }

    private interface Piece {
        void run(int index);
    }

    /** Units a nanosecond, the middle of the rounds. */
    private static double median(long units, Piece piece) {
        var speeds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            Workers.parallel(PIECES, 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    piece.run(i);
                }
            });
            speeds[round] = (double) units / (System.nanoTime() - start);
        }
        Arrays.sort(speeds);
        return speeds[ROUNDS / 2];
    }
}
