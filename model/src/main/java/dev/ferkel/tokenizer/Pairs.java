package dev.ferkel.tokenizer;

/** Merges by pair of ids: an open-addressed table from (left, right) to rank and the id they become. */
final class Pairs {
    private final long[] keys;
    private final long[] values;
    private final int mask;

    Pairs(int expected) {
        int size = Integer.highestOneBit(Math.max(16, expected * 2)) * 2;
        keys = new long[size];
        values = new long[size];
        mask = size - 1;
    }

    private static long key(int left, int right) {
        return ((long) left << 32 | right) + 1;
    }

    private int slot(long key) {
        int i = (int) (key * 0x9e3779b97f4a7c15L >>> 40) & mask;
        while (keys[i] != 0 && keys[i] != key) {
            i = i + 1 & mask;
        }
        return i;
    }

    /** The first entry for a pair stays. */
    void put(int left, int right, int rank, int id) {
        int i = slot(key(left, right));
        if (keys[i] == 0) {
            keys[i] = key(left, right);
            values[i] = (long) rank << 32 | id;
        }
    }

    /** rank * 2^32 + id, or Long.MAX_VALUE where the pair doesn't merge. */
    long get(int left, int right) {
        int i = slot(key(left, right));
        return keys[i] == 0 ? Long.MAX_VALUE : values[i];
    }
}
