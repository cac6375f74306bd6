package dev.ferkel.cli;

import java.util.Locale;

/** Shows an answer in a chat: reasoning dimmed, or folded to one line that counts while it lasts. */
final class ReplyView implements Reply.Listener {
    private static final long INTERVAL_NANOS = 100_000_000;

    private enum At {
        START,
        REASONING,
        ANSWER
    }

    private final ChatTerminal terminal;
    private final Style style;
    private final boolean folds;
    private final Runnable unread;
    private At at = At.START;
    private boolean lineOpen;
    private long startNanos;
    private long nextNanos;
    private int tokens;

    /** @param unread called when nobody reads any more */
    ReplyView(ChatTerminal terminal, boolean folds, Runnable unread) {
        this.terminal = terminal;
        this.style = terminal.style();
        this.folds = folds;
        this.unread = unread;
    }

    @Override
    public void token(int id) {
        if (at == At.REASONING && folds) {
            tokens++;
            if (System.nanoTime() >= nextNanos) {
                nextNanos = System.nanoTime() + INTERVAL_NANOS;
                print("\r" + style.dim("thinking " + effort()) + "\u001b[K");
            }
        }
    }

    @Override
    public void reasoning(String text) {
        if (!terminal.interactive()) {
            return;
        }
        if (at == At.START) {
            at = At.REASONING;
            startNanos = System.nanoTime();
            tokens = 1;
        }
        if (!folds) {
            show(style.dim(style.safe(text)), text);
        }
    }

    @Override
    public void answer(String text) {
        if (!text.isEmpty()) {
            endReasoning();
            at = At.ANSWER;
            show(style.safe(text), text);
        }
    }

    private void endReasoning() {
        if (at == At.REASONING) {
            print(folds ? "\r" + style.dim("thought for " + effort()) + "\u001b[K\n" : lineOpen ? "\n\n" : "\n");
        }
    }

    private String effort() {
        return String.format(Locale.ROOT, "%.1f s, %d tokens", (System.nanoTime() - startNanos) / 1e9, tokens);
    }

    /** The answer is whole: its last line is ended. */
    void end() {
        if (at == At.REASONING) {
            endReasoning();
        } else if (lineOpen || !terminal.interactive()) {
            print("\n");
        }
    }

    private void show(String shown, String text) {
        lineOpen = !text.endsWith("\n");
        print(shown);
    }

    private void print(String text) {
        if (!terminal.print(text)) {
            unread.run();
        }
    }
}
