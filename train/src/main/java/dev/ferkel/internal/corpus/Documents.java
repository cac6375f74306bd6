package dev.ferkel.internal.corpus;

/** The documents of a source, one after the other. */
public interface Documents extends AutoCloseable {
    /**
     * Goes to the next one; false behind the last.
     *
     * @throws dev.ferkel.error.FerkelException if a file can't be read or isn't what it should be; names file and line
     */
    boolean next();

    /** The one that {@link #next} went to. */
    Document document();

    /** Where to open the source to get what comes behind {@link #document}. */
    Cursor cursor();

    @Override
    void close();
}
