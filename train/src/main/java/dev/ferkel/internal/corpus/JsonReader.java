package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file with a JSON object on each line; blank lines are passed over. */
final class JsonReader implements RecordReader {
    private static final JsonMapper JSON = JsonMapper.builder(TextFiles.JSON_FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    /** Makes a document of an object. */
    interface Converter {
        Document document(String place, JsonNode json);
    }

    private final Path file;
    private final Converter converter;
    private final LineReader lines;
    private final LineReader.Line line = new LineReader.Line();

    JsonReader(Path file, Converter converter) throws IOException {
        this.file = file;
        this.converter = converter;
        this.lines = new LineReader(file);
    }

    @Override
    public @Nullable Document read() throws IOException {
        if (!skip()) {
            return null;
        }
        var place = file + ": " + position();
        try {
            // a copy: Jackson 3.2.4 reads beyond the end of a part of an array where it is long
            var json = JSON.readTree(line.bytes());
            if (!json.isObject()) {
                throw FerkelException.of("%s: found %s, expected a JSON object", place, json.getNodeType());
            }
            return converter.document(place, json);
        } catch (JacksonException e) {
            throw TextFiles.notJson(place, e);
        }
    }

    @Override
    public boolean skip() throws IOException {
        do {
            if (!lines.next(line)) {
                return false;
            }
        } while (line.isBlank());
        return true;
    }

    @Override
    public String position() {
        return "line " + lines.line();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
