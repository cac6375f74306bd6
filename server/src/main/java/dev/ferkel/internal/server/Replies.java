package dev.ferkel.internal.server;

import dev.ferkel.internal.assistant.Reply;
import dev.ferkel.internal.assistant.ReplyEvent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The answers to several prompts as if they were one's, one prompt after the other. */
record Replies(List<Reply> replies, int samples) implements AutoCloseable {
    /** As {@link Reply#next}. */
    @Nullable
    ReplyEvent next(long timeout, TimeUnit unit) throws InterruptedException {
        for (int i = 0; i < replies.size(); i++) {
            var reply = replies.get(i);
            if (!reply.isDone()) {
                var event = reply.next(timeout, unit);
                if (event != null || !reply.isDone()) {
                    return event == null ? null : event.at(i * samples + event.choice());
                }
            }
        }
        return null;
    }

    boolean isDone() {
        return replies.stream().allMatch(Reply::isDone);
    }

    int promptTokens() {
        return replies.stream().mapToInt(Reply::promptTokens).sum();
    }

    /** Tokens of the answers so far, read or not. */
    int generatedTokens() {
        return replies.stream().mapToInt(Reply::generatedTokens).sum();
    }

    @Override
    public void close() {
        replies.forEach(Reply::close);
    }
}
