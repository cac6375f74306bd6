package dev.ferkel.internal.server;

import dev.ferkel.error.ConstraintException;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.api.ApiException;
import dev.ferkel.internal.api.ReplyWriter;
import dev.ferkel.internal.assistant.ReplyEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Sends one reply, whole or as a stream, and ends it when nobody listens any more. */
final class ReplySender {
    private final Duration keepAlive;
    private final ServerMetrics metrics;
    private final StatusHistory history;

    ReplySender(Duration keepAlive, ServerMetrics metrics, StatusHistory history) {
        this.keepAlive = keepAlive;
        this.metrics = metrics;
        this.history = history;
    }

    /** Measures and counts what passes. */
    private final class Meter {
        private final Exchange exchange;
        private final long promptTokens;
        private final List<String> reasons = new ArrayList<>();
        private long completionTokens;
        private long lastNanos;

        Meter(Exchange exchange, long promptTokens) {
            this.exchange = exchange;
            this.promptTokens = promptTokens;
        }

        void accept(ReplyEvent event) {
            long now = exchange.nanos();
            if (event instanceof ReplyEvent.End end) {
                var usage = end.usage();
                metrics.ended(end);
                completionTokens += usage.completionTokens();
                reasons.add(end.reason().name().toLowerCase(Locale.ROOT));
                Spans.answered(promptTokens, completionTokens, reasons);
                exchange.note(exchange.note()
                        + " prompt=%d cached=%d completion=%d %s"
                                .formatted(
                                        usage.promptTokens(),
                                        usage.cachedTokens(),
                                        usage.completionTokens(),
                                        end.reason()));
            } else if (lastNanos == 0) {
                metrics.firstToken(now);
                history.firstToken(now);
                lastNanos = now;
            } else {
                metrics.betweenTokens(now - lastNanos);
                history.betweenTokens(now - lastNanos);
                lastNanos = now;
            }
        }
    }

    /** @param tokens is told what prompts and answers took, those that nobody waited for, too */
    void send(Exchange exchange, Replies replies, ReplyWriter writer, boolean stream, LongConsumer tokens) {
        var meter = new Meter(exchange, replies.promptTokens());
        tokens.accept(replies.promptTokens());
        try (replies) {
            if (stream) {
                stream(exchange, replies, writer, meter);
            } else {
                whole(exchange, replies, writer, meter);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientGoneException(e);
        } finally {
            tokens.accept(replies.generatedTokens());
        }
    }

    private void whole(Exchange exchange, Replies replies, ReplyWriter writer, Meter meter)
            throws InterruptedException {
        var answer = new HeldAnswer(exchange);
        writer.begin(replies.promptTokens());
        long heard = System.nanoTime();
        try {
            while (!replies.isDone()) {
                var event = next(replies, heard);
                if (event != null) {
                    meter.accept(event);
                    writer.accept(event);
                }
                if (System.nanoTime() - heard >= keepAlive.toNanos()) {
                    answer.keepAlive();
                    heard = System.nanoTime();
                }
            }
        } catch (FerkelException e) {
            answer.send(writer.error(failed(exchange, e)).data());
            return;
        }
        answer.send(writer.whole());
    }

    private @Nullable ReplyEvent next(Replies replies, long heardNanos) throws InterruptedException {
        long left = keepAlive.toNanos() - (System.nanoTime() - heardNanos);
        return replies.next(Math.max(0, left), TimeUnit.NANOSECONDS);
    }

    private void stream(Exchange exchange, Replies replies, ReplyWriter writer, Meter meter)
            throws InterruptedException {
        EventStream events = null;
        boolean begun = false;
        long heard = System.nanoTime();
        while (!replies.isDone()) {
            ReplyEvent event;
            try {
                event = next(replies, heard);
            } catch (FerkelException e) {
                var error = writer.error(failed(exchange, e));
                Objects.requireNonNull(events).send(error);
                events.close();
                return;
            }
            if (event == null && System.nanoTime() - heard < keepAlive.toNanos()) {
                continue;
            }
            if (events == null) {
                exchange.header("Cache-Control", "no-store");
                exchange.header("X-Accel-Buffering", "no");
                events = new EventStream(exchange.open("text/event-stream; charset=utf-8"));
            }
            heard = System.nanoTime();
            if (event == null) {
                events.comment("keep-alive");
                continue;
            }
            if (!begun) {
                writer.begin(replies.promptTokens()).forEach(events::send);
                begun = true;
            }
            meter.accept(event);
            writer.accept(event).forEach(events::send);
        }
        if (events != null) {
            writer.end().forEach(events::send);
            if (!writer.done().isEmpty()) {
                events.data(writer.done());
            }
            events.close();
        }
    }

    /**
     * What an answer's failure is to the client: of its making only where its form can't be kept to.
     *
     * @throws ApiException itself, as long as it can be the whole reply
     */
    private static ApiException failed(Exchange exchange, FerkelException e) {
        var text = String.valueOf(e.getMessage());
        var error = e instanceof ConstraintException
                ? ApiException.invalid("%s", text)
                : ApiException.of(500, "server_error", "internal_error", text);
        if (!exchange.isOpened()) {
            throw error;
        }
        exchange.note(exchange.note() + " failed: " + text);
        return error;
    }
}
