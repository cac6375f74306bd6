package dev.ferkel.internal.bpe;

import java.util.Arrays;

/**
 * The most frequent pair first, the smallest ids among equals: a binary heap. Counts fall while pairs wait, so an entry
 * is checked, and put back if need be, when it comes up; whoever makes a count rise puts the pair in again.
 */
final class PairQueue {
    private final PairTable table;
    private final long threshold;
    private int[] pairs = new int[1 << 14];
    private long[] counts = new long[1 << 14];
    private int size;

    /** Pairs that come less often than the threshold are left out. */
    PairQueue(PairTable table, long threshold) {
        this.table = table;
        this.threshold = threshold;
    }

    void add(int pair) {
        long count = table.count(pair);
        if (count < threshold) {
            return;
        }
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        up(size++, pair, count);
    }

    /** Takes the best pair; -1 if none is frequent enough. */
    int take() {
        while (size > 0) {
            int pair = pairs[0];
            long count = counts[0];
            long now = table.count(pair);
            if (now == count || now < threshold) {
                size--;
                down(pairs[size], counts[size]);
            } else {
                down(pair, now);
            }
            if (now == count) {
                return pair;
            }
        }
        return -1;
    }

    private boolean before(int a, long countOfA, int at) {
        return countOfA != counts[at] ? countOfA > counts[at] : table.key(a) < table.key(pairs[at]);
    }

    private void put(int at, int pair, long count) {
        pairs[at] = pair;
        counts[at] = count;
    }

    private void up(int from, int pair, long count) {
        int at = from;
        while (at > 0 && before(pair, count, at - 1 >> 1)) {
            int parent = at - 1 >> 1;
            put(at, pairs[parent], counts[parent]);
            at = parent;
        }
        put(at, pair, count);
    }

    /** Places an entry from the root downwards. */
    private void down(int pair, long count) {
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && before(pairs[child + 1], counts[child + 1], child)) {
                child++;
            }
            if (before(pair, count, child)) {
                break;
            }
            put(at, pairs[child], counts[child]);
            at = child;
        }
        put(at, pair, count);
    }
}
