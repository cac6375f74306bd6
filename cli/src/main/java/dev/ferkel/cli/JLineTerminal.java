package dev.ferkel.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jline.keymap.KeyMap;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** A chat at a real terminal: line editing, history, paste, completion of commands. */
final class JLineTerminal implements ChatTerminal {
    private static final String NEW_LINE = "ferkel-new-line";

    private final Terminal terminal;
    private final LineReader reader;
    private final Style style;

    JLineTerminal(Terminal terminal, Style style, Optional<Path> history) {
        this.terminal = terminal;
        this.style = style;
        var builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("ferkel")
                .parser(JLineTerminal::parse)
                .completer(new StringsCompleter(SlashCommands.NAMES))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "  ")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        reader = builder.build();
        reader.getWidgets().put(NEW_LINE, () -> {
            reader.getBuffer().write('\n');
            return true;
        });
        var keys = Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN));
        keys.bind(new Reference(NEW_LINE), KeyMap.alt('\r'), KeyMap.alt('\n'));
    }

    static JLineTerminal system(Style style) throws IOException {
        var terminal = TerminalBuilder.builder()
                .system(true)
                .encoding(StandardCharsets.UTF_8)
                .build();
        return new JLineTerminal(terminal, style, StateFolder.history());
    }

    @Override
    public @Nullable String read() {
        while (true) {
            try {
                return MultiLine.message(reader.readLine(style.bold("> ")));
            } catch (UserInterruptException e) {
                if (e.getPartialLine() == null || e.getPartialLine().isEmpty()) {
                    print(style.dim("Ctrl-D or /quit ends the chat") + "\n");
                }
            } catch (EndOfFileException e) {
                return null;
            }
        }
    }

    @Override
    public boolean print(String text) {
        terminal.writer().print(text);
        terminal.flush();
        return !terminal.writer().checkError();
    }

    @Override
    public Style style() {
        return style;
    }

    @Override
    public boolean interactive() {
        return true;
    }

    @Override
    public void busy(Runnable interrupt, Runnable work) {
        var before = terminal.handle(Terminal.Signal.INT, signal -> interrupt.run());
        // what is typed meanwhile waits unseen for the next message; JLine's raw mode would make Ctrl-C a letter
        var usual = terminal.getAttributes();
        var unseen = new Attributes(usual);
        unseen.setLocalFlags(EnumSet.of(Attributes.LocalFlag.ECHO, Attributes.LocalFlag.ICANON), false);
        terminal.setAttributes(unseen);
        try {
            work.run();
        } finally {
            terminal.setAttributes(usual);
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ParsedLine parse(String line, int cursor, Parser.ParseContext context) {
        boolean accepted =
                context == Parser.ParseContext.ACCEPT_LINE || context == Parser.ParseContext.SECONDARY_PROMPT;
        if (accepted && !MultiLine.isWhole(line)) {
            throw new EOFError(-1, -1, "the message goes on");
        }
        return new WholeLine(line, cursor);
    }

    /** The line as one word: a message is no command line. */
    private record WholeLine(String line, int cursor) implements CompletingParsedLine {
        @Override
        public String word() {
            return line;
        }

        @Override
        public int wordCursor() {
            return cursor;
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(line);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return cursor;
        }

        @Override
        public int rawWordLength() {
            return line.length();
        }
    }
}
