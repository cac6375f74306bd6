package dev.ferkel.internal.sft;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an assistant is to say, and after what.
 *
 * @param history messages in OpenAI's shape, the last one the user's
 * @param reasoning what it thinks first; empty where it answers at once
 * @param answer what it says
 */
public record Turn(List<Map<String, ?>> history, Optional<String> reasoning, String answer) {
    /** The answer to one question. */
    public static Turn of(String question, Optional<String> reasoning, String answer) {
        return new Turn(List.of(message("user", question)), reasoning, answer);
    }

    /** The same, once another was asked and answered. */
    public Turn after(Turn earlier) {
        var messages = new ArrayList<Map<String, ?>>(earlier.history());
        messages.add(message("assistant", earlier.answer()));
        messages.addAll(history);
        return new Turn(messages, reasoning, answer);
    }

    private static Map<String, ?> message(String role, String content) {
        return Map.of("role", role, "content", content);
    }
}
