package dev.ferkel;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.chat.ReasoningSplitter;
import dev.ferkel.internal.engine.Event;
import dev.ferkel.internal.engine.Generation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it comes. {@link #hasNext} waits for the next piece. Closing it early cancels the answer. For one thread
 * at a time, except {@link #cancel}, which any may call.
 */
public final class ChatStream implements Iterator<ChatStream.Piece>, AutoCloseable {
    /**
     * Some more text.
     *
     * @param reasoning whether it is thought, not said
     */
    public record Piece(String text, boolean reasoning) {}

    private final Generation generation;
    private final ReasoningSplitter splitter;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private Event.@Nullable Finished finished;

    ChatStream(Generation generation, ReasoningSplitter splitter) {
        this.generation = generation;
        this.splitter = splitter;
    }

    /**
     * Whether there is more; waits for it.
     *
     * @throws FerkelException if the answer failed
     */
    @Override
    public boolean hasNext() {
        while (pieces.isEmpty() && finished == null) {
            accept(await());
        }
        return !pieces.isEmpty();
    }

    /** An interrupt ends the answer and stays set. */
    private Event await() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    var event = generation.next();
                    if (event == null) {
                        throw FerkelException.of("the answer has no end");
                    }
                    return event;
                } catch (InterruptedException e) {
                    interrupted = true;
                    generation.cancel();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void accept(Event event) {
        switch (event) {
            case Event.Token token -> add(splitter.accept(token.text()));
            case Event.Finished end -> {
                add(splitter.accept(end.text()));
                add(splitter.end());
                finished = end;
            }
            case Event.Failed failed -> throw failed.error();
        }
    }

    private void add(List<ReasoningSplitter.Piece> more) {
        for (var piece : more) {
            boolean thought = piece.kind() == ReasoningSplitter.Kind.REASONING;
            (thought ? reasoning : content).append(piece.text());
            pieces.add(new Piece(piece.text(), thought));
        }
    }

    @Override
    public Piece next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return pieces.remove();
    }

    /** Ends the answer within a step. */
    public void cancel() {
        generation.cancel();
    }

    /** The whole answer, once {@link #hasNext} is false. */
    public ChatAnswer answer() {
        if (finished == null) {
            throw new IllegalStateException("the answer is not read to its end");
        }
        var usage = finished.usage();
        return new ChatAnswer(
                content.toString(),
                reasoning.toString(),
                EndReason.valueOf(finished.reason().name()),
                usage.promptTokens(),
                usage.cachedTokens(),
                usage.completionTokens());
    }

    @Override
    public void close() {
        if (finished == null) {
            generation.cancel();
        }
    }
}
