package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * A document on each line of a JSON Lines file, which may be compressed with gzip or Zstandard.
 *
 * @param field the key of the text
 */
public record JsonLinesSource(Path file, String field) implements Source {
    @Override
    public String name() {
        return "jsonl: " + file;
    }

    @Override
    public Documents open(Cursor from, Consumer<String> notes) {
        return new FileSequence(List.of(FileLists.file(file)), from, f -> new JsonReader(f, this::document));
    }

    private Document document(String place, JsonNode json) {
        var text = json.path(field);
        if (!text.isString()) {
            throw FerkelException.of("%s: '%s' is %s, expected a text", place, field, text.getNodeType());
        }
        return new Document.Text(place, text.asString());
    }
}
