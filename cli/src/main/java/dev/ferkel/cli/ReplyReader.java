package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.chat.ReasoningSplitter;
import dev.ferkel.internal.engine.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers one answer's events and passes its pieces on. */
final class ReplyReader {
    private final Optional<ReasoningSplitter> splitter;
    private final Reply.Listener listener;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<Integer> ids = new ArrayList<>();
    private boolean reasons;
    private int reasoningTokens;
    private long firstNanos;
    private long reasoningNanos;
    private Event.@Nullable Finished finished;

    /** @param splitter none: all is answer */
    ReplyReader(Optional<ReasoningSplitter> splitter, Reply.Listener listener) {
        this.splitter = splitter;
        this.listener = listener;
    }

    void accept(Event event) {
        switch (event) {
            case Event.Token token -> {
                if (ids.isEmpty()) {
                    firstNanos = System.nanoTime();
                }
                ids.add(token.id());
                listener.token(token.id());
                text(token.text());
                if (reasons) {
                    reasoningTokens++;
                    reasoningNanos = System.nanoTime() - firstNanos;
                }
            }
            case Event.Finished end -> {
                text(end.text());
                splitter.ifPresent(s -> s.end().forEach(this::piece));
                finished = end;
            }
            case Event.Failed failed -> throw failed.error();
        }
    }

    /** Whether a token has come. */
    boolean begun() {
        return !ids.isEmpty();
    }

    private void text(String more) {
        if (splitter.isPresent()) {
            splitter.get().accept(more).forEach(this::piece);
        } else {
            answer(more);
        }
    }

    private void piece(ReasoningSplitter.Piece piece) {
        reasons = piece.kind() == ReasoningSplitter.Kind.REASONING;
        if (reasons) {
            reasoning.append(piece.text());
            listener.reasoning(piece.text());
        } else {
            answer(piece.text());
        }
    }

    private void answer(String more) {
        text.append(more);
        listener.answer(more);
    }

    Reply reply() {
        if (finished == null) {
            throw FerkelException.of("the answer has no end yet");
        }
        return new Reply(
                text.toString(),
                reasoning.toString().strip(),
                List.copyOf(ids),
                finished.reason(),
                finished.usage(),
                reasoningTokens,
                reasoningNanos);
    }
}
