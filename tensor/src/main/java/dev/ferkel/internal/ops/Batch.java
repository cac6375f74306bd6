package dev.ferkel.internal.ops;

/**
 * The rows of one forward pass: token ids, their positions, and where each sequence begins. Training packs several
 * whole sequences; generation passes the next rows of each.
 *
 * @param tokens ids [rows]
 * @param positions place of each row in its own sequence [rows]
 * @param starts first row of each sequence, ascending, from 0
 */
public record Batch(int[] tokens, int[] positions, int[] starts) {
    /** Rows of one sequence that continue at {@code firstPosition}. */
    public static Batch of(int[] tokens, int firstPosition) {
        var positions = new int[tokens.length];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = firstPosition + i;
        }
        return new Batch(tokens, positions, new int[] {0});
    }

    /** Whole sequences, one after the other. */
    public static Batch packed(int[]... sequences) {
        int rows = 0;
        for (var sequence : sequences) {
            rows += sequence.length;
        }
        var tokens = new int[rows];
        var positions = new int[rows];
        var starts = new int[sequences.length];
        int row = 0;
        for (int s = 0; s < sequences.length; s++) {
            starts[s] = row;
            for (int i = 0; i < sequences[s].length; i++, row++) {
                tokens[row] = sequences[s][i];
                positions[row] = i;
            }
        }
        return new Batch(tokens, positions, starts);
    }

    public int rows() {
        return tokens.length;
    }

    public int sequences() {
        return starts.length;
    }

    /** Position of sequence {@code s}'s first row. */
    public int position(int s) {
        return positions[starts[s]];
    }

    /** One past the last row of sequence {@code s}. */
    public int end(int s) {
        return s + 1 < starts.length ? starts[s + 1] : tokens.length;
    }
}
