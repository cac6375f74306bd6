package dev.ferkel.internal.tokenizer;

import static dev.ferkel.internal.tokenizer.Pairs.NONE;

import java.util.Arrays;

/** Merges through a heap of (rank, position) over a linked list of symbols: n log n whatever the text and the vocabulary. */
final class HeapMerge {
    private final Pairs pairs;
    private final int[] symbols;
    private final int n;
    private final int[] next;
    private final int[] previous;
    private long[] heap;
    private int size;

    HeapMerge(Pairs pairs, int[] symbols, int n) {
        this.pairs = pairs;
        this.symbols = symbols;
        this.n = n;
        next = new int[n];
        previous = new int[n];
        heap = new long[n];
    }

    int merge() {
        for (int i = 0; i < n; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
            offer(i, i + 1);
        }
        while (size > 0) {
            long top = poll();
            int i = (int) top;
            int rank = (int) (top >>> 32);
            if (symbols[i] < 0 || next[i] >= n || pairs.rank(symbols[i], symbols[next[i]]) != rank) {
                continue;
            }
            int gone = next[i];
            symbols[i] = pairs.merged(rank);
            symbols[gone] = -1;
            next[i] = next[gone];
            if (next[i] < n) {
                previous[next[i]] = i;
            }
            offer(i, next[i]);
            offer(previous[i], i);
        }
        int kept = 0;
        for (int i = 0; i < n; i = next[i]) {
            symbols[kept++] = symbols[i];
        }
        return kept;
    }

    private void offer(int i, int j) {
        int rank = i < 0 || j >= n ? NONE : pairs.rank(symbols[i], symbols[j]);
        if (rank != NONE) {
            add((long) rank << 32 | i);
        }
    }

    private void add(long value) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        int i = size++;
        while (i > 0 && heap[(i - 1) / 2] > value) {
            heap[i] = heap[(i - 1) / 2];
            i = (i - 1) / 2;
        }
        heap[i] = value;
    }

    private long poll() {
        long top = heap[0];
        long last = heap[--size];
        int i = 0;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= last) {
                break;
            }
            heap[i] = heap[child];
            i = child;
        }
        heap[i] = last;
        return top;
    }
}
