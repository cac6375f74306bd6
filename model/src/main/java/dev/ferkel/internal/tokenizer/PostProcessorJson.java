package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads {@code post_processor}: the ids that stand around a text. */
final class PostProcessorJson {
    private static final int MOST = 1000;

    private final String file;
    private final int size;
    private final List<Integer> prefix = new ArrayList<>();
    private final List<Integer> suffix = new ArrayList<>();
    private boolean found;

    /** @param size the highest id plus one */
    PostProcessorJson(String file, int size) {
        this.file = file;
        this.size = size;
    }

    List<Integer> prefix() {
        return List.copyOf(prefix);
    }

    List<Integer> suffix() {
        return List.copyOf(suffix);
    }

    void read(JsonNode node) {
        if (Parts.present(file, "post_processor", node)) {
            add(node, 0);
        }
    }

    private void add(JsonNode n, int depth) {
        Parts.check(file, depth, 0);
        var type = n.path("type").asString("");
        switch (type) {
            case "ByteLevel" -> {}
            case "Sequence" -> Parts.list(file, n, "processors").forEach(p -> add(p, depth + 1));
            case "TemplateProcessing" -> {
                once(type);
                template(Parts.list(file, n, "single"), n.path("special_tokens"));
            }
            case "RobertaProcessing", "BertProcessing" -> {
                once(type);
                prefix.add(id(n.path("cls").path(1)));
                suffix.add(id(n.path("sep").path(1)));
            }
            default -> throw FerkelException.of("%s: 'post_processor' has '%s', which is not supported", file, type);
        }
    }

    private void once(String type) {
        if (found) {
            throw FerkelException.of(
                    "%s: 'post_processor' puts tokens around the text twice ('%s'), which is not supported",
                    file, type);
        }
        found = true;
    }

    private void template(JsonNode single, JsonNode tokens) {
        boolean before = true;
        for (var part : single) {
            if (part.has("Sequence")) {
                var id = part.path("Sequence").path("id").asString("");
                if (!before || !id.equals("A")) {
                    throw FerkelException.of(
                            "%s: 'post_processor' has sequence '%s' of text in 'single', expected A, once", file, id);
                }
                before = false;
                continue;
            }
            var name = part.path("SpecialToken").path("id").asString("");
            if (!tokens.has(name)) {
                throw FerkelException.of(
                        "%s: 'post_processor' has '%s' in 'single', but not in 'special_tokens'", file, name);
            }
            for (var id : tokens.path(name).path("ids")) {
                (before ? prefix : suffix).add(id(id));
                if (prefix.size() + suffix.size() > MOST) {
                    throw FerkelException.of("%s: 'post_processor' puts more than %d tokens around a text", file, MOST);
                }
            }
        }
        if (before) {
            throw FerkelException.of("%s: 'post_processor' has no place for the text in 'single'", file);
        }
    }

    private int id(JsonNode node) {
        int id = TokenizerJson.id(file, "post_processor", node);
        if (id >= size) {
            throw FerkelException.of("%s: 'post_processor' has id %d, but there are %d tokens", file, id, size);
        }
        return id;
    }
}
