package dev.ferkel.internal.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes an input from a valid one: by bits and bytes, by lengths and counts, and, of a text, by its words. */
final class Mutations {
    private static final long[] NUMBERS = {
        0,
        1,
        2,
        3,
        7,
        8,
        9,
        31,
        33,
        127,
        128,
        255,
        256,
        32767,
        65536,
        1 << 20,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE + 1L,
        0xffffffffL,
        1L << 32,
        1L << 61,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -2,
        -32
    };

    private static final String[] VALUES = {
        "0",
        "1",
        "-1",
        "2",
        "1000000",
        "2147483647",
        "2147483648",
        "9223372036854775807",
        "99999999999999999999",
        "0.5",
        "-0.0",
        "1e-400",
        "1e999",
        "9" + "9".repeat(400),
        "null",
        "true",
        "false",
        "\"\"",
        "\"a\"",
        "[]",
        "{}",
        "[[]]",
        "[1,2]",
        "{\"a\":1}",
        "NaN",
        "\"\\ud800\"",
        "\"../a\"",
        "\"\\n\"",
        "\"(a+)+$\"",
        "\"(\"",
        "\"\\u001b[2J\""
    };

    private final List<byte[]> seeds;
    private final String[] words;
    private final RandomGenerator random;

    Mutations(List<byte[]> seeds, String[] words, RandomGenerator random) {
        this.seeds = seeds;
        this.words = words;
        this.random = random;
    }

    /** Some seed, changed in one place or in up to four. */
    byte[] next() {
        var input = seed().clone();
        for (int n = Math.max(1, random.nextInt(8) - 3); n > 0; n--) {
            input = input.length == 0 ? seed().clone() : change(input);
        }
        return input;
    }

    private byte[] seed() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] change(byte[] b) {
        int at = random.nextInt(b.length);
        return switch (random.nextInt(words.length > 0 ? 14 : 9)) {
            case 0 -> {
                b[at] ^= (byte) (1 << random.nextInt(8));
                yield b;
            }
            case 1 -> {
                b[at] = (byte) random.nextInt(256);
                yield b;
            }
            case 2 -> Arrays.copyOf(b, at);
            case 3, 4 -> number(b, at);
            case 5 -> splice(b, at, at + random.nextInt(1 + Math.min(64, b.length - at)), new byte[0]);
            case 6 -> {
                var copy = Arrays.copyOfRange(b, at, at + 1 + random.nextInt(Math.min(64, b.length - at)));
                yield splice(b, random.nextInt(b.length), -1, copy);
            }
            case 7 -> {
                var other = seed();
                int from = random.nextInt(other.length + 1);
                yield splice(b, at, b.length, Arrays.copyOfRange(other, from, other.length));
            }
            case 8 -> splice(b, at, -1, new byte[] {(byte) random.nextInt(256)});
            case 9, 10 -> splice(b, at, -1, words[random.nextInt(words.length)].getBytes(StandardCharsets.UTF_8));
            default -> value(b, at);
        };
    }

    /** A length, count, offset or size: something odd, or a little more or less than what is there. */
    private byte[] number(byte[] b, int at) {
        int size = random.nextBoolean() ? 4 : 8;
        int start = Math.min(at & -4, Math.max(0, b.length - size));
        int end = Math.min(b.length, start + size);
        long there = 0;
        for (int i = end - 1; i >= start; i--) {
            there = there << 8 | b[i] & 0xff;
        }
        long value = random.nextInt(3) == 0 ? there + random.nextInt(5) - 2 : NUMBERS[random.nextInt(NUMBERS.length)];
        for (int i = start; i < end; i++) {
            b[i] = (byte) (value >> 8 * (i - start));
        }
        return b;
    }

    /** A JSON value instead of the number, text or word at a place. */
    private byte[] value(byte[] b, int at) {
        int from = at;
        while (from > 0 && !delimits(b[from - 1])) {
            from--;
        }
        int to = at;
        while (to < b.length && !delimits(b[to])) {
            to++;
        }
        return splice(b, from, to, VALUES[random.nextInt(VALUES.length)].getBytes(StandardCharsets.UTF_8));
    }

    private static boolean delimits(byte c) {
        return " ,:[]{}()\n%|".indexOf(c) >= 0;
    }

    /** [from, to) replaced; {@code to} of -1 inserts. */
    private static byte[] splice(byte[] b, int from, int to, byte[] instead) {
        int end = Math.max(from, to);
        return GgufBuilder.join(Arrays.copyOf(b, from), instead, Arrays.copyOfRange(b, end, b.length));
    }
}
