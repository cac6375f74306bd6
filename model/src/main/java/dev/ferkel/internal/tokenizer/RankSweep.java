package dev.ferkel.internal.tokenizer;

import static dev.ferkel.internal.tokenizer.Pairs.NONE;

import java.util.Arrays;

/**
 * Merges a very long piece rank by rank. Where merges only make what later merges take ({@link Pairs#ascending}), a rank's
 * pairs are all known when its turn comes, so a list of positions a rank takes the place of a heap: linear time, also on
 * a megabyte of one letter.
 */
final class RankSweep {
    private static final int END = -1;

    private final Pairs pairs;
    private final int[] symbols;
    private final int n;
    private final int[] next;
    private final int[] previous;
    /** Rank of the pair that begins at a position now. */
    private final int[] ranks;
    /** By rank: 1 + the position that was put last into the rank's list, which {@link #older} and {@link #newer} link. */
    private final int[] heads;

    private final int[] older;
    private final int[] newer;
    private int[] batch = new int[1024];

    RankSweep(Pairs pairs, int[] symbols, int n) {
        this.pairs = pairs;
        this.symbols = symbols;
        this.n = n;
        next = new int[n];
        previous = new int[n];
        ranks = new int[n];
        older = new int[n];
        newer = new int[n];
        heads = new int[pairs.size()];
    }

    int merge() {
        for (int i = 0; i < n; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
            enter(i);
        }
        for (int rank = 0; rank < heads.length; rank++) {
            if (heads[rank] != 0) {
                sweep(rank, take(rank));
            }
        }
        int kept = 0;
        for (int i = 0; i < n; i = next[i]) {
            symbols[kept++] = symbols[i];
        }
        return kept;
    }

    /** Puts the pair that begins at {@code i} into its rank's list. */
    private void enter(int i) {
        int rank = next[i] < n ? pairs.rank(symbols[i], symbols[next[i]]) : NONE;
        ranks[i] = rank;
        if (rank != NONE) {
            int head = heads[rank] - 1;
            older[i] = head;
            newer[i] = END;
            if (head != END) {
                newer[head] = i;
            }
            heads[rank] = i + 1;
        }
    }

    /** Takes the pair that began at {@code i} out of its list. */
    private void leave(int i) {
        int rank = ranks[i];
        if (rank != NONE) {
            if (newer[i] == END) {
                heads[rank] = older[i] + 1;
            } else {
                older[newer[i]] = older[i];
            }
            if (older[i] != END) {
                newer[older[i]] = newer[i];
            }
            ranks[i] = NONE;
        }
    }

    /** Puts a rank's positions into the batch; returns how many. In order where that matters: doubles overlap. */
    private int take(int rank) {
        int count = 0;
        for (int i = heads[rank] - 1; i != END; i = older[i]) {
            if (count == batch.length) {
                batch = Arrays.copyOf(batch, count * 2);
            }
            batch[count++] = i;
        }
        for (int i = 0, j = count - 1; i < j; i++, j--) {
            int swapped = batch[i];
            batch[i] = batch[j];
            batch[j] = swapped;
        }
        if (pairs.doubles(rank)) {
            Arrays.sort(batch, 0, count);
        }
        return count;
    }

    private void sweep(int rank, int count) {
        for (int b = 0; b < count; b++) {
            int i = batch[b];
            if (ranks[i] == rank) {
                int gone = next[i];
                leave(i);
                leave(gone);
                symbols[i] = pairs.merged(rank);
                next[i] = next[gone];
                if (next[i] < n) {
                    previous[next[i]] = i;
                }
                enter(i);
                if (previous[i] >= 0) {
                    leave(previous[i]);
                    enter(previous[i]);
                }
            }
        }
    }
}
