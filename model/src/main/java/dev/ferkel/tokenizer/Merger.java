package dev.ferkel.tokenizer;

import java.util.Arrays;

/** Merges one piece's symbols: lowest rank first, leftmost among equals. */
final class Merger {
    private static final int SHORT = 48;

    private final Pairs pairs;

    Merger(Pairs pairs) {
        this.pairs = pairs;
    }

    /** Changes symbols [0, n) in place; returns how many are left. */
    int merge(int[] symbols, int n) {
        return n <= SHORT ? mergeShort(symbols, n) : mergeLong(symbols, n);
    }

    private int mergeShort(int[] s, int n) {
        var found = new long[n];
        for (int i = 0; i + 1 < n; i++) {
            found[i] = pairs.get(s[i], s[i + 1]);
        }
        while (n > 1) {
            int best = 0;
            for (int i = 1; i + 1 < n; i++) {
                if (found[i] >>> 32 < found[best] >>> 32) {
                    best = i;
                }
            }
            if (found[best] == Long.MAX_VALUE) {
                break;
            }
            s[best] = (int) found[best];
            n--;
            System.arraycopy(s, best + 2, s, best + 1, n - best - 1);
            System.arraycopy(found, best + 1, found, best, n - best);
            if (best > 0) {
                found[best - 1] = pairs.get(s[best - 1], s[best]);
            }
            if (best + 1 < n) {
                found[best] = pairs.get(s[best], s[best + 1]);
            }
        }
        return n;
    }

    /** A linked list of symbols and a heap of (rank, position): n log n whatever the text. */
    private int mergeLong(int[] s, int n) {
        var next = new int[n];
        var previous = new int[n];
        var heap = new Heap(n);
        for (int i = 0; i < n; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
            if (i + 1 < n) {
                offer(heap, s, i, i + 1);
            }
        }
        while (heap.size > 0) {
            long top = heap.poll();
            int i = (int) top;
            int j = s[i] < 0 ? n : next[i];
            if (j >= n) {
                continue;
            }
            long merge = pairs.get(s[i], s[j]);
            if (merge == Long.MAX_VALUE || merge >>> 32 != top >>> 32) {
                continue;
            }
            s[i] = (int) merge;
            s[j] = -1;
            next[i] = next[j];
            if (next[i] < n) {
                previous[next[i]] = i;
                offer(heap, s, i, next[i]);
            }
            if (previous[i] >= 0) {
                offer(heap, s, previous[i], i);
            }
        }
        int kept = 0;
        for (int i = 0; i < n; i = next[i]) {
            s[kept++] = s[i];
        }
        return kept;
    }

    private void offer(Heap heap, int[] s, int i, int j) {
        long merge = pairs.get(s[i], s[j]);
        if (merge != Long.MAX_VALUE) {
            heap.add(merge >>> 32 << 32 | i);
        }
    }

    private static final class Heap {
        private long[] values;
        private int size;

        Heap(int capacity) {
            values = new long[Math.max(16, capacity)];
        }

        void add(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            int i = size++;
            while (i > 0 && values[(i - 1) / 2] > value) {
                values[i] = values[(i - 1) / 2];
                i = (i - 1) / 2;
            }
            values[i] = value;
        }

        long poll() {
            long top = values[0];
            long last = values[--size];
            int i = 0;
            while (2 * i + 1 < size) {
                int child = 2 * i + 1;
                if (child + 1 < size && values[child + 1] < values[child]) {
                    child++;
                }
                if (values[child] >= last) {
                    break;
                }
                values[i] = values[child];
                i = child;
            }
            values[i] = last;
            return top;
        }
    }
}
