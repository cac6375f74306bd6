package dev.ferkel.internal.corpus;

/**
 * Where in a source reading goes on.
 *
 * @param file index of the file, in the source's order
 * @param record how many of its documents were read
 */
public record Cursor(int file, long record) {
    public static final Cursor START = new Cursor(0, 0);

    public Cursor {
        if (file < 0 || record < 0) {
            throw new IllegalArgumentException("file " + file + ", record " + record);
        }
    }
}
