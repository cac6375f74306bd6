package dev.ferkel.internal.corpus;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * UTF-8 files, each a document, or several with a line between them such as {@code <|endoftext|>}.
 *
 * @param path a file or a folder
 * @param glob which files of the folder, by their path from there
 * @param separator the line between documents
 */
public record TextSource(Path path, String glob, Optional<String> separator, TextDecoding decoding) implements Source {
    /** Every file of a folder. */
    public static final String ALL = "**";

    @Override
    public String name() {
        return "text: " + path;
    }

    @Override
    public Documents open(Cursor from, Consumer<String> notes) {
        return new FileSequence(
                FileLists.files(path, glob), from, file -> new TextReader(file, separator, decoding, notes));
    }
}
