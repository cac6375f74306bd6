package dev.ferkel.tokenizer;

import static dev.ferkel.tokenizer.Pairs.NONE;

import java.util.Arrays;

/**
 * Merges a very long piece rank by rank. Where merges only make what later merges take ({@link Pairs#ascending}), a rank's
 * pairs are all known when its turn comes, so a list of positions a rank takes the place of a heap: linear time, also on
 * a megabyte of one letter.
 */
final class RankSweep {
    private final Pairs pairs;
    private final int[] symbols;
    private final int n;
    private final int[] next;
    private final int[] previous;
    /** Rank of the pair that begins at a position now. */
    private final int[] ranks;
    /** Lists of positions by rank, newest first: 1 + index of an entry in the two arrays behind. */
    private final int[] heads;

    private int[] positions;
    private int[] links;
    private int entries;
    private int[] batch = new int[1024];

    RankSweep(Pairs pairs, int[] symbols, int n) {
        this.pairs = pairs;
        this.symbols = symbols;
        this.n = n;
        next = new int[n];
        previous = new int[n];
        ranks = new int[n];
        heads = new int[pairs.size()];
        positions = new int[n];
        links = new int[n];
    }

    int merge() {
        for (int i = 0; i < n; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
            rank(i);
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

    private void rank(int i) {
        int rank = next[i] < n ? pairs.rank(symbols[i], symbols[next[i]]) : NONE;
        ranks[i] = rank;
        if (rank != NONE) {
            if (entries == positions.length) {
                positions = Arrays.copyOf(positions, entries * 2);
                links = Arrays.copyOf(links, entries * 2);
            }
            positions[entries] = i;
            links[entries++] = heads[rank];
            heads[rank] = entries;
        }
    }

    /** Puts a rank's positions into the batch; returns how many. In order where that matters: doubles overlap. */
    private int take(int rank) {
        int count = 0;
        for (int e = heads[rank]; e != 0; e = links[e - 1]) {
            if (count == batch.length) {
                batch = Arrays.copyOf(batch, count * 2);
            }
            batch[count++] = positions[e - 1];
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
            if (ranks[i] != rank) {
                continue;
            }
            int gone = next[i];
            symbols[i] = pairs.merged(rank);
            ranks[gone] = NONE;
            next[i] = next[gone];
            if (next[i] < n) {
                previous[next[i]] = i;
            }
            rank(i);
            if (previous[i] >= 0) {
                rank(previous[i]);
            }
        }
    }
}
