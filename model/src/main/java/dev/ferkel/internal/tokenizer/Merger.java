package dev.ferkel.internal.tokenizer;

import static dev.ferkel.internal.tokenizer.Pairs.NONE;

/** Merges a piece's symbols: lowest rank first, leftmost among equals. */
final class Merger {
    private static final int SHORT = 48;
    private static final int LONG = 4096;

    private final Pairs pairs;
    private final boolean ascending;

    /** @param ids the highest id plus one */
    Merger(Pairs pairs, int ids) {
        this.pairs = pairs;
        this.ascending = pairs.ascending(ids);
    }

    /** Changes symbols [0, n) in place; returns how many are left. */
    int merge(int[] symbols, int n) {
        if (n <= SHORT) {
            return scan(symbols, n);
        }
        return n > LONG && ascending
                ? new RankSweep(pairs, symbols, n).merge()
                : new HeapMerge(pairs, symbols, n).merge();
    }

    /** Looks through all ranks for each merge: the fastest for a word. */
    int scan(int[] s, int n) {
        var ranks = new int[n];
        for (int i = 0; i + 1 < n; i++) {
            ranks[i] = pairs.rank(s[i], s[i + 1]);
        }
        while (n > 1) {
            int best = 0;
            for (int i = 1; i + 1 < n; i++) {
                if (ranks[i] < ranks[best]) {
                    best = i;
                }
            }
            if (ranks[best] == NONE) {
                break;
            }
            s[best] = pairs.merged(ranks[best]);
            n--;
            for (int i = best + 1; i < n; i++) {
                s[i] = s[i + 1];
                ranks[i - 1] = ranks[i];
            }
            if (best > 0) {
                ranks[best - 1] = pairs.rank(s[best - 1], s[best]);
            }
            if (best + 1 < n) {
                ranks[best] = pairs.rank(s[best], s[best + 1]);
            }
        }
        return n;
    }
}
