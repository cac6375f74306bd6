package dev.ferkel.internal.speculative;

import java.util.Arrays;

/**
 * Drafts what followed the last few tokens where they stood before (prompt lookup decoding, Saxena 2023): free, and
 * often right where an answer repeats its prompt. Looks for the last three tokens, then for the last two.
 */
public final class PromptLookup {
    private static final int LONGEST = 3;
    private static final int SHORTEST = 2;

    /** By the hash of n tokens, one past the place where they last ended; 0 where they never did. */
    private final int[][] ends = new int[LONGEST + 1][];

    private int indexed;

    public PromptLookup() {
        for (int n = SHORTEST; n <= LONGEST; n++) {
            ends[n] = new int[1 << 10];
        }
    }

    /** At most {@code count} tokens that may follow tokens [0, length); it may only have grown since the last call. */
    public int[] draft(int[] tokens, int length, int count) {
        index(tokens, length);
        for (int n = LONGEST; n >= SHORTEST; n--) {
            int end = length < n ? 0 : ends[n][slot(tokens, length - n, n)];
            if (end > 0 && end < length && same(tokens, end - n, length - n, n)) {
                return Arrays.copyOfRange(tokens, end, Math.min(length, end + count));
            }
        }
        return new int[0];
    }

    /** The newest place is left out: what follows it is what is asked for. */
    private void index(int[] tokens, int length) {
        if (2 * length > ends[LONGEST].length) {
            for (int n = SHORTEST; n <= LONGEST; n++) {
                ends[n] = new int[Integer.highestOneBit(2 * length) * 2];
            }
            indexed = 0;
        }
        for (; indexed < length - 1; indexed++) {
            for (int n = SHORTEST; n <= Math.min(LONGEST, indexed + 1); n++) {
                ends[n][slot(tokens, indexed + 1 - n, n)] = indexed + 1;
            }
        }
    }

    private int slot(int[] tokens, int from, int n) {
        int hash = n;
        for (int i = from; i < from + n; i++) {
            hash = (hash + tokens[i]) * 0x9e3779b1;
            hash ^= hash >>> 15;
        }
        return hash & (ends[n].length - 1);
    }

    private static boolean same(int[] tokens, int a, int b, int n) {
        return Arrays.equals(tokens, a, a + n, tokens, b, b + n);
    }
}
