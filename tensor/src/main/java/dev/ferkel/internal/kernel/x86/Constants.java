package dev.ferkel.internal.kernel.x86;

import dev.ferkel.internal.kernel.Activations;
import dev.ferkel.internal.kernel.Exponential;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Numbers that emitted code reads from memory, relative to a register that holds {@link #ADDRESS}. */
final class Constants {
    static final int LOG2_E = 0;
    static final int ROUND = 4;
    static final int LN2_HIGH = 8;
    static final int LN2_LOW = 12;
    static final int POLYNOMIAL = 16;
    static final int ONE = 40;
    static final int LOWEST = 44;
    static final int HIGHEST = 48;
    static final int INFINITY = 52;
    static final int MAGNITUDE = 56;
    static final int SIGN = 60;
    /** 0 to 63. */
    static final int COUNT = 64;

    static final int ZERO = 320;
    static final int MINUS_INFINITY = 324;
    static final int NOT_A_NUMBER = 328;
    static final int MOST = 332;
    static final int LEAST = 336;
    /** 64 bytes of 15. */
    static final int NIBBLES = 384;

    /** 64 bytes of the 16-bit numbers 1 and 16. */
    static final int ONES = 448;

    static final int SIXTEENS = 512;
    /** 64 bytes of 0x30: where the high bits of a code of six go. */
    static final int HIGHS = 576;

    /** 64 bytes of 0x10, for codes of five. */
    static final int FIFTHS = 640;

    /** 64 bytes of 128. */
    static final int SIGNS = 704;

    private static final MemorySegment TABLE = table();
    static final long ADDRESS = TABLE.address();

    private Constants() {}

    private static MemorySegment table() {
        var table = Arena.global().allocate(768, 64);
        put(table, LOG2_E, Exponential.LOG2_E);
        put(table, ROUND, Exponential.ROUND);
        put(table, LN2_HIGH, Exponential.LN2_HIGH);
        put(table, LN2_LOW, Exponential.LN2_LOW);
        for (int i = 0; i < 6; i++) {
            put(table, POLYNOMIAL + 4 * i, Exponential.coefficient(i));
        }
        put(table, ONE, 1f);
        put(table, LOWEST, Exponential.LOWEST);
        put(table, HIGHEST, Exponential.HIGHEST);
        put(table, INFINITY, Float.POSITIVE_INFINITY);
        table.set(ValueLayout.JAVA_INT, MAGNITUDE, Integer.MAX_VALUE);
        table.set(ValueLayout.JAVA_INT, SIGN, Integer.MIN_VALUE);
        for (int i = 0; i < 64; i++) {
            table.set(ValueLayout.JAVA_INT, COUNT + 4L * i, i);
        }
        put(table, MINUS_INFINITY, Float.NEGATIVE_INFINITY);
        put(table, NOT_A_NUMBER, Float.NaN);
        put(table, MOST, 127f);
        put(table, LEAST, Activations.LEAST);
        for (int i = 0; i < 64; i++) {
            table.set(ValueLayout.JAVA_BYTE, NIBBLES + i, (byte) 15);
            table.set(ValueLayout.JAVA_BYTE, HIGHS + i, (byte) 0x30);
            table.set(ValueLayout.JAVA_BYTE, FIFTHS + i, (byte) 0x10);
            table.set(ValueLayout.JAVA_BYTE, SIGNS + i, (byte) 128);
            table.set(ValueLayout.JAVA_BYTE, ONES + i, (byte) (1 - i % 2));
            table.set(ValueLayout.JAVA_BYTE, SIXTEENS + i, (byte) (16 - i % 2 * 16));
        }
        return table;
    }

    private static void put(MemorySegment table, long offset, float value) {
        table.set(ValueLayout.JAVA_FLOAT, offset, value);
    }
}
