package dev.ferkel.internal.corpus;

import java.util.function.Consumer;

/** Where documents come from: always the same ones in the same order, while the files stay as they are. */
public sealed interface Source permits TextSource, JsonLinesSource, TokenLinesSource, ParquetSource, JdkSource {
    /** As a recipe and the data card name it. */
    String name();

    /**
     * Opens it.
     *
     * @param notes takes a line about whatever is left out
     */
    Documents open(Cursor from, Consumer<String> notes);
}
