package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.sft.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Conversations in OpenAI's shape, {@code {"messages": [{"role": .., "content": ..}, ..]}} a line; an assistant's message
 * may have {@code reasoning_content}. Each assistant's message is a turn to learn.
 */
final class ChatFile {
    private ChatFile() {}

    /** @throws FerkelException naming the line that is wrong */
    static List<Turn> read(Path file) {
        var turns = new ArrayList<Turn>();
        int number = 0;
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            for (var line : (Iterable<String>) lines::iterator) {
                number++;
                try {
                    read(JsonMapper.shared().readTree(line).path("messages"), turns);
                } catch (JacksonException e) {
                    throw new FerkelException("%s: line %d is no JSON".formatted(file, number), e);
                } catch (FerkelException e) {
                    throw new FerkelException("%s: line %d %s".formatted(file, number, e.getMessage()), e);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new FerkelException(file + ": can't be read", e);
        }
        if (turns.isEmpty()) {
            throw FerkelException.of("%s: has no assistant's message", file);
        }
        return turns;
    }

    private static void read(JsonNode messages, List<Turn> turns) {
        if (!messages.isArray()) {
            throw FerkelException.of("has no 'messages', expected {\"messages\": [..]}");
        }
        var history = new ArrayList<Map<String, ?>>();
        for (var message : messages) {
            var role = message.path("role").asString("");
            if (role.isEmpty() || !message.path("content").isString()) {
                throw FerkelException.of("has a message without 'role' or 'content'");
            }
            var content = message.path("content").asString();
            if (role.equals("assistant")) {
                var reasoning = message.path("reasoning_content");
                turns.add(new Turn(
                        List.copyOf(history),
                        reasoning.isString() ? Optional.of(reasoning.asString()) : Optional.empty(),
                        content));
            }
            var entry = new LinkedHashMap<String, String>();
            entry.put("role", role);
            entry.put("content", content);
            history.add(entry);
        }
    }
}
