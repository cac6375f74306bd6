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
    void send(Exchange exchange, HeldReply held, Replies replies, ReplyWriter writer, LongConsumer tokens) {
        var meter = new Meter(exchange, replies.promptTokens());
        tokens.accept(replies.promptTokens());
        try (replies) {
            switch (held) {
                case EventStream events -> stream(events, replies, writer, meter);
                case HeldAnswer answer -> whole(answer, replies, writer, meter);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientGoneException(e);
        } finally {
            tokens.accept(replies.generatedTokens());
        }
    }

    private void whole(HeldAnswer answer, Replies replies, ReplyWriter writer, Meter meter)
            throws InterruptedException {
        writer.begin(replies.promptTokens());
        long heard = System.nanoTime();
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
        answer.send(writer.whole());
    }

    /** @throws ApiException where an answer failed: of its client's making only where its form can't be kept to */
    private @Nullable ReplyEvent next(Replies replies, long heardNanos) throws InterruptedException {
        long left = keepAlive.toNanos() - (System.nanoTime() - heardNanos);
        try {
            return replies.next(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (ConstraintException e) {
            throw ApiException.invalid("%s", String.valueOf(e.getMessage()));
        } catch (FerkelException e) {
            throw ApiException.of(500, "server_error", "internal_error", String.valueOf(e.getMessage()));
        }
    }

    private void stream(EventStream events, Replies replies, ReplyWriter writer, Meter meter)
            throws InterruptedException {
        boolean begun = false;
        long heard = System.nanoTime();
        while (!replies.isDone()) {
            var event = next(replies, heard);
            if (event == null && System.nanoTime() - heard < keepAlive.toNanos()) {
                continue;
            }
            heard = System.nanoTime();
            if (event == null) {
                events.keepAlive();
                continue;
            }
            if (!begun) {
                writer.begin(replies.promptTokens()).forEach(events::send);
                begun = true;
            }
            meter.accept(event);
            writer.accept(event).forEach(events::send);
        }
        writer.end().forEach(events::send);
        if (!writer.done().isEmpty()) {
            events.data(writer.done());
        }
        events.end();
    }
}
