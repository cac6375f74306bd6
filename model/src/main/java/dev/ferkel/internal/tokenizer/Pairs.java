package dev.ferkel.internal.tokenizer;

import java.util.concurrent.ThreadLocalRandom;

/** Merges: an open-addressed table from a pair of ids to its rank, and the id that each rank makes. */
final class Pairs {
    /** Two ids and a rank share a long. */
    private static final int BITS = 21;

    /** How many ids and how many merges there may be. */
    static final int MOST = (1 << BITS) - 1;

    /** Rank of a pair that doesn't merge. */
    static final int NONE = Integer.MAX_VALUE;

    /** (left + 1, right + 1, rank); an empty slot is 0. */
    private final long[] table;

    private final int mask;
    private final int[] lefts;
    private final int[] rights;
    private final int[] merged;

    /** The merge of rank i joins {@code lefts[i]} and {@code rights[i]}; of two for one pair a later one counts. */
    Pairs(int[] lefts, int[] rights, int[] merged) {
        this.lefts = lefts;
        this.rights = rights;
        this.merged = merged;
        table = new long[Integer.highestOneBit(Math.max(16, merged.length)) * 4];
        mask = table.length - 1;
        for (int rank = 0; rank < merged.length; rank++) {
            long key = key(lefts[rank], rights[rank]);
            table[slot(key)] = key << BITS | rank;
        }
    }

    /** Drawn anew in each process, so that no file can be made whose pairs all fall into one place. */
    private static final long MULTIPLIER = ThreadLocalRandom.current().nextLong() | 1;

    private static long key(int left, int right) {
        return (long) (left + 1) << BITS | right + 1;
    }

    private int slot(long key) {
        int i = (int) (key * MULTIPLIER >>> 32) & mask;
        while (table[i] != 0 && table[i] >>> BITS != key) {
            i = i + 1 & mask;
        }
        return i;
    }

    int rank(int left, int right) {
        long entry = table[slot(key(left, right))];
        return entry == 0 ? NONE : (int) entry & MOST;
    }

    int left(int rank) {
        return lefts[rank];
    }

    int right(int rank) {
        return rights[rank];
    }

    /** The id that a merge of this rank makes. */
    int merged(int rank) {
        return merged[rank];
    }

    /** How many ranks there are. */
    int size() {
        return merged.length;
    }

    /** Whether the merge of this rank joins a token with itself. */
    boolean doubles(int rank) {
        return lefts[rank] == rights[rank];
    }

    /** Whether no merge makes something that a merge of lower rank takes, as in every trained vocabulary. */
    boolean ascending(int ids) {
        var last = new int[ids];
        for (int rank = 0; rank < merged.length; rank++) {
            last[merged[rank]] = rank + 1;
        }
        for (int rank = 0; rank < merged.length; rank++) {
            if (last[lefts[rank]] > rank || last[rights[rank]] > rank) {
                return false;
            }
        }
        return true;
    }
}
