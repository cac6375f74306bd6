package dev.ferkel.internal.pretrain;

/** An endless supply of rows to learn from, which can be found again. */
public interface Batches {
    /** The next rows, all of one length. */
    Rows next(int rows);

    /** Examples so far that were longer than a row, and left out. */
    default long leftOut() {
        return 0;
    }

    /** Where the next rows begin. */
    long[] position();

    /**
     * Goes on from a {@link #position} of the same source.
     *
     * @throws dev.ferkel.error.FerkelException if it can't be one
     */
    void seek(long[] position);
}
