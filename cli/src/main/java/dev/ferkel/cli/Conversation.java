package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.WholeFile;
import dev.ferkel.internal.config.TextFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What was said so far, in memory and as a JSON file: {@code {"model": .., "messages": [{"role", "content", ..}]}}. */
final class Conversation {
    /** @param reasoning empty where there was none; it is kept, but no model is shown it again */
    record Message(String role, String content, String reasoning) {}

    private final List<Message> messages = new ArrayList<>();
    private String system = "";

    String system() {
        return system;
    }

    /** Replaces the system message; empty for none. */
    void system(String text) {
        system = text;
    }

    void user(String text) {
        messages.add(new Message("user", text, ""));
    }

    void assistant(String text, String reasoning) {
        messages.add(new Message("assistant", text, reasoning));
    }

    /** Takes the last message back. */
    void undo() {
        messages.removeLast();
    }

    /** Forgets all but the system message. */
    void clear() {
        messages.clear();
    }

    /** Messages, the system's left out. */
    int size() {
        return messages.size();
    }

    /** The last reasoning; empty if there was none. */
    String lastReasoning() {
        return messages.reversed().stream()
                .map(Message::reasoning)
                .filter(r -> !r.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** A message as JSON has it, keys in their usual order. */
    static Map<String, String> message(String role, String content) {
        var json = new LinkedHashMap<String, String>();
        json.put("role", role);
        json.put("content", content);
        return json;
    }

    /** As a chat template wants it, without past reasoning. */
    List<Map<String, ?>> forTemplate() {
        return json(false);
    }

    private List<Map<String, ?>> json(boolean withReasoning) {
        var list = new ArrayList<Map<String, ?>>();
        if (!system.isEmpty()) {
            list.add(message("system", system));
        }
        for (var message : messages) {
            var json = message(message.role(), message.content());
            if (withReasoning && !message.reasoning().isEmpty()) {
                json.put("reasoning_content", message.reasoning());
            }
            list.add(json);
        }
        return list;
    }

    /** Only a conversation is overwritten. */
    void save(Path file, String model) {
        if (Files.exists(file)) {
            read(file);
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("model", model);
        json.put("messages", json(true));
        WholeFile.write(
                file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }

    /** Goes on with the conversation of a file in place of this one. */
    void load(Path file) {
        var loaded = read(file);
        messages.clear();
        system = "";
        for (var message : loaded) {
            if (message.role().equals("system")) {
                system = message.content();
            } else {
                messages.add(message);
            }
        }
    }

    private static List<Message> read(Path file) {
        var json = TextFiles.json(file, TextFiles.LARGE).path("messages");
        if (!json.isArray()) {
            throw FerkelException.of("%s: is no conversation: 'messages' is missing", file);
        }
        var list = new ArrayList<Message>();
        for (var message : json) {
            var role = message.path("role").asString("");
            if (!role.matches("system|user|assistant")
                    || !message.path("content").isString()) {
                throw FerkelException.of(
                        "%s: message %d has role '%s', expected system, user or assistant with a 'content'",
                        file, list.size(), role);
            }
            list.add(new Message(
                    role,
                    message.path("content").asString(),
                    message.path("reasoning_content").asString("")));
        }
        return list;
    }
}
