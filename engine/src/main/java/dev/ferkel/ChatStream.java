package dev.ferkel;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.assistant.Reply;
import dev.ferkel.internal.assistant.ReplyEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it comes. {@link #hasNext} waits for the next piece of text; calls of tools are whole in {@link #answer}. Closing it early cancels the answer. For one thread
 * at a time, except {@link #cancel}, which any may call.
 */
public final class ChatStream implements Iterator<ChatStream.Piece>, AutoCloseable {
    /**
     * Some more text.
     *
     * @param reasoning whether it is thought, not said
     */
    public record Piece(String text, boolean reasoning) {}

    private final Reply reply;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<String> names = new ArrayList<>();
    private final List<StringBuilder> arguments = new ArrayList<>();
    private final String callId = "call_" + UUID.randomUUID();
    private ReplyEvent.@Nullable End finished;

    ChatStream(Reply reply) {
        this.reply = reply;
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
    private ReplyEvent await() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    var event = reply.next(1, TimeUnit.DAYS);
                    if (event != null) {
                        return event;
                    }
                    if (reply.isDone()) {
                        throw FerkelException.of("the answer has no end");
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    reply.cancel();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void accept(ReplyEvent event) {
        switch (event) {
            case ReplyEvent.Text text -> {
                (text.reasoning() ? reasoning : content).append(text.text());
                pieces.add(new Piece(text.text(), text.reasoning()));
            }
            case ReplyEvent.End end -> finished = end;
            case ReplyEvent.Call call -> {
                names.add(call.name());
                arguments.add(new StringBuilder());
            }
            case ReplyEvent.Arguments more -> arguments.get(more.index()).append(more.json());
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
        reply.cancel();
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
                toolCalls(),
                EndReason.valueOf(finished.reason().name()),
                usage.promptTokens(),
                usage.cachedTokens(),
                usage.completionTokens());
    }

    /** Their ids are unlike those of any other answer. */
    private List<Message.ToolCall> toolCalls() {
        return IntStream.range(0, names.size())
                .mapToObj(i -> new Message.ToolCall(
                        callId + "_" + i, names.get(i), arguments.get(i).toString()))
                .toList();
    }

    @Override
    public void close() {
        if (finished == null) {
            reply.cancel();
        }
    }
}
