package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Token ids on each line of a JSON Lines file: {@code {"ids": [5, 17]}}. */
public record TokenLinesSource(Path file) implements Source {
    @Override
    public String name() {
        return "tokens: " + file;
    }

    @Override
    public Documents open(Cursor from, Consumer<String> notes) {
        return new FileSequence(
                List.of(FileLists.file(file)), from, f -> new JsonReader(f, TokenLinesSource::document));
    }

    private static Document document(String place, JsonNode json) {
        var list = json.path("ids");
        if (!list.isArray()) {
            throw FerkelException.of("%s: 'ids' is %s, expected a list of ids", place, list.getNodeType());
        }
        var ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            var id = list.get(i);
            if (!id.isInt() || id.asInt() < 0) {
                throw FerkelException.of("%s: id %d is %s, expected a whole number from 0", place, i, id);
            }
            ids[i] = id.asInt();
        }
        return new Document.Tokens(place, ids);
    }
}
