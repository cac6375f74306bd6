package dev.ferkel.internal.bpe;

import java.util.Arrays;

/** Pairs of neighbouring tokens: how often each comes, and in which words it came at least once. */
final class PairTable {
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private static final int NONE = -1;

    /** Pair plus one; an empty slot is 0. */
    private int[] slots = new int[1 << 16];

    private long[] keys = new long[1 << 14];
    private long[] counts = new long[1 << 14];
    /** A pair's first link, and of each link its word and the next one: lists in two arrays. */
    private int[] heads = new int[1 << 14];

    private int[] words = new int[1 << 16];
    private int[] nexts = new int[1 << 16];
    private int size;
    private int links;
    private int free = NONE;

    static long key(int left, int right) {
        return (long) left << 32 | right;
    }

    /** The pair of two tokens; a new one comes nowhere yet. */
    int pair(int left, int right) {
        long key = key(left, right);
        int mask = slots.length - 1;
        int slot = slot(key) & mask;
        for (int pair = slots[slot] - 1; pair >= 0; pair = slots[slot] - 1) {
            if (keys[pair] == key) {
                return pair;
            }
            slot = slot + 1 & mask;
        }
        slots[slot] = add(key) + 1;
        int pair = size - 1;
        if (size > slots.length / 2) {
            rehash();
        }
        return pair;
    }

    private static int slot(long key) {
        return (int) (key * MULTIPLIER >>> 32);
    }

    private int add(long key) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
            heads = Arrays.copyOf(heads, 2 * size);
        }
        keys[size] = key;
        heads[size] = NONE;
        return size++;
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int pair = 0; pair < size; pair++) {
            int slot = slot(keys[pair]) & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = pair + 1;
        }
    }

    /** Counts a pair in a word; those of one word come in a row. */
    void add(int pair, long count, int word) {
        counts[pair] += count;
        int head = heads[pair];
        if (head != NONE && words[head] == word) {
            return;
        }
        int link = free;
        if (link == NONE) {
            link = links++;
            if (link == words.length) {
                words = Arrays.copyOf(words, 2 * link);
                nexts = Arrays.copyOf(nexts, 2 * link);
            }
        } else {
            free = nexts[link];
        }
        words[link] = word;
        nexts[link] = head;
        heads[pair] = link;
    }

    void remove(int pair, long count) {
        counts[pair] -= count;
    }

    /** Takes a word off the pair's list; -1 if there is none left. */
    int takeWord(int pair) {
        int link = heads[pair];
        if (link == NONE) {
            return -1;
        }
        heads[pair] = nexts[link];
        nexts[link] = free;
        free = link;
        return words[link];
    }

    /** Says that a pair comes nowhere any more. */
    void clear(int pair) {
        counts[pair] = 0;
    }

    int size() {
        return size;
    }

    long count(int pair) {
        return counts[pair];
    }

    /** Orders pairs by left and then right token. */
    long key(int pair) {
        return keys[pair];
    }

    int left(int pair) {
        return (int) (keys[pair] >>> 32);
    }

    int right(int pair) {
        return (int) keys[pair];
    }
}
