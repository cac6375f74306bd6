package dev.ferkel.cli;

import org.jspecify.annotations.Nullable;

/** Where a chat's messages come from and where its answers go. */
interface ChatTerminal extends AutoCloseable {
    /** The next message, a slash command perhaps; null at the end. */
    @Nullable
    String read();

    /** Writes at once; false when nobody reads any more. */
    boolean print(String text);

    Style style();

    /** Whether a person sits there: mistakes are told and do not end the chat. */
    boolean interactive();

    /** Does work during which Ctrl-C calls {@code interrupt} and ends nothing else. */
    void busy(Runnable interrupt, Runnable work);

    @Override
    void close();
}
