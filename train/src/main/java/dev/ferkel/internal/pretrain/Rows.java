package dev.ferkel.internal.pretrain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    /** Pieces of more than {@code without} positions, without their last {@code without}, moved on by {@code by}. */
    int[][] pieces(int without, int by) {
        return spans().filter(s -> s.to() - s.from() > without)
                .map(s -> Arrays.copyOfRange(tokens.get(s.row()), s.from() + by, s.to() - without + by))
                .toArray(int[][]::new);
    }

    /** The positions of all pieces, but for the last {@code without} of each: numbers over all rows, one after the other. */
    int[] positions(int without) {
        return spans().flatMapToInt(
                        s -> IntStream.range(s.from(), s.to() - without).map(i -> s.row() * length() + i))
                .toArray();
    }

    /** A piece, from and to within its row. */
    private record Span(int row, int from, int to) {}

    /** The pieces that something is learned from; others, such as what fills a row up, nobody need compute. */
    private Stream<Span> spans() {
        return IntStream.range(0, tokens.size())
                .boxed()
                .flatMap(r -> IntStream.range(0, starts.get(r).length)
                        .mapToObj(p -> new Span(r, starts.get(r)[p], end(r, p))))
                .filter(s -> IntStream.range(s.from(), s.to()).anyMatch(i -> isLearned(s.row(), i)));
    }

    /** Tokens that are learned from. */
    int learnedPositions() {
        return learned(positions(0), 0).length;
    }

    /** The same of multi-token prediction, which predicts the token after. */
    int mtpPositions() {
        return learned(positions(1), 1).length;
    }

    /** How many pieces there are. */
    int count() {
        return (int) spans().count();
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

    private int end(int row, int piece) {
        var s = starts.get(row);
        return piece + 1 < s.length ? s[piece + 1] : length();
    }
}
