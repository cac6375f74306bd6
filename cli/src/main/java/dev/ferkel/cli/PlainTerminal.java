package dev.ferkel.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A chat through pipes: a line in is a message, and only answers come out. */
final class PlainTerminal implements ChatTerminal {
    private final Streams streams;
    private final BufferedReader in;

    PlainTerminal(Streams streams) {
        this.streams = streams;
        this.in = new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable String read() {
        try {
            var typed = in.readLine();
            if (typed == null) {
                return null;
            }
            var message = new StringBuilder(typed);
            while (!MultiLine.isWhole(message.toString())) {
                var more = in.readLine();
                if (more == null) {
                    break;
                }
                message.append('\n').append(more);
            }
            return MultiLine.message(message.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean print(String text) {
        return streams.show(text);
    }

    @Override
    public Style style() {
        return streams.style();
    }

    @Override
    public boolean interactive() {
        return false;
    }

    @Override
    public void busy(Runnable interrupt, Runnable work) {
        work.run();
    }

    @Override
    public void close() {}
}
