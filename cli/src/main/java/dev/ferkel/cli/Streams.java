package dev.ferkel.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command reads and writes, and which of it is a terminal. Text is UTF-8, whatever the locale.
 *
 * @param out what was asked for
 * @param err progress, hints and errors
 */
record Streams(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean inTerminal,
        boolean outTerminal,
        boolean errTerminal) {
    /** The file descriptors that are terminals, such as {@code 012}: the launcher knows them. */
    private static final String TERMINALS = "ferkel.terminals";

    /** The descriptor of the error stream, where the launcher keeps Java's own words from it. */
    private static final String ERROR = "ferkel.err";

    static Streams system() {
        var terminals = System.getProperty(TERMINALS);
        if (terminals == null) {
            var console = System.console();
            terminals = console != null && console.isTerminal() ? "012" : "";
        }
        var err = print(error());
        System.setErr(err);
        return new Streams(
                System.in,
                print(FileDescriptor.out),
                err,
                terminals.contains("0"),
                terminals.contains("1"),
                terminals.contains("2"));
    }

    private static FileDescriptor error() {
        var number = Integer.getInteger(ERROR);
        if (number == null) {
            return FileDescriptor.err;
        }
        try {
            var constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true);
            return constructor.newInstance(number);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no error stream at descriptor " + number, e);
        }
    }

    private static PrintStream print(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }

    /** How {@link #out} may be written on. */
    Style style() {
        return new Style(outTerminal);
    }

    /** How {@link #err} may be written on. */
    Style errStyle() {
        return new Style(errTerminal);
    }

    /** Writes on {@link #out} at once; false when nobody reads any more. */
    boolean show(String text) {
        out.print(text);
        return !out.checkError();
    }

    /** A line on {@link #err}. */
    void note(String line) {
        err.println(line);
        err.flush();
    }
}
