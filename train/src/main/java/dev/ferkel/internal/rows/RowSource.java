package dev.ferkel.internal.rows;

/** An endless supply of rows, which can be found again: the rows after {@link #seek} are those that came after then. */
public interface RowSource {
    /** The next row, as long as all others. */
    int[] next();

    /** Where the next row begins. */
    long[] position();

    /**
     * Goes on from a {@link #position} of the same source.
     *
     * @throws dev.ferkel.error.FerkelException if it can't be one
     */
    void seek(long[] position);
}
