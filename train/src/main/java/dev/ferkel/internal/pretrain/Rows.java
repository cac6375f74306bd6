package dev.ferkel.internal.pretrain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What one forward pass learns from: rows of token ids, each with one token more than it has positions, and the rows cut
 * into the pieces that attention sees apart.
 *
 * @param tokens rows of positions + 1 ids, all of one length
 * @param starts for each row, where its pieces begin: ascending, from 0
 * @param learned for each row, at which positions the next token is learned from; empty: at all
 */
public record Rows(List<int[]> tokens, List<int[]> starts, Optional<List<boolean[]>> learned) {
    /** Rows whose documents see each other. */
    public static Rows whole(List<int[]> tokens) {
        return new Rows(tokens, tokens.stream().map(t -> new int[] {0}).toList(), Optional.empty());
    }

    /** Rows in which a document begins after each {@code end} token, and sees no other. */
    public static Rows byDocument(List<int[]> tokens, int end) {
        return new Rows(tokens, tokens.stream().map(t -> starts(t, end)).toList(), Optional.empty());
    }

    private static int[] starts(int[] row, int end) {
        return IntStream.range(0, row.length - 1)
                .filter(i -> i == 0 || row[i - 1] == end)
                .toArray();
    }

    /** Positions of a row. */
    public int length() {
        return tokens.getFirst().length - 1;
    }

    public int positions() {
        return tokens.size() * length();
    }

    /** Pieces of at least {@code least} positions, without their last {@code without}, moved on by {@code by}. */
    int[][] pieces(int without, int by) {
        return IntStream.range(0, tokens.size())
                .boxed()
                .flatMap(r -> IntStream.range(0, starts.get(r).length)
                        .filter(p -> end(r, p) - starts.get(r)[p] > without)
                        .mapToObj(p ->
                                Arrays.copyOfRange(tokens.get(r), starts.get(r)[p] + by, end(r, p) - without + by)))
                .toArray(int[][]::new);
    }

    /** Which positions of all rows, one after the other, are left of pieces without their last one. */
    int[] keptWithoutLast() {
        return IntStream.range(0, tokens.size())
                .flatMap(r -> IntStream.range(0, starts.get(r).length)
                        .flatMap(p ->
                                IntStream.range(starts.get(r)[p], end(r, p) - 1).map(i -> r * length() + i)))
                .toArray();
    }

    /** Which of some positions are learned from, by their index among those. */
    int[] learned(int[] positions, int by) {
        return IntStream.range(0, positions.length)
                .filter(i -> isLearned(positions[i] / length(), positions[i] % length() + by))
                .toArray();
    }

    private boolean isLearned(int row, int position) {
        return learned.isEmpty() || learned.get().get(row)[position];
    }

    /** The tokens that come {@code by} after some positions. */
    int[] targets(int[] positions, int by) {
        return Arrays.stream(positions)
                .map(p -> tokens.get(p / length())[p % length() + by])
                .toArray();
    }

    int[] all() {
        return IntStream.range(0, positions()).toArray();
    }

    private int end(int row, int piece) {
        var s = starts.get(row);
        return piece + 1 < s.length ? s[piece + 1] : length();
    }
}
