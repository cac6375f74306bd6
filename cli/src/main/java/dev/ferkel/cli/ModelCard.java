package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A model card, README.md, by the block of YAML at its beginning, between two lines of three dashes, from which a hub
 * takes what it shows and searches.
 *
 * @param metadata the block's keys
 * @param text what follows it
 */
record ModelCard(JsonNode metadata, String text) {
    private static final int MAX_BLOCK = 1 << 18;

    static ModelCard read(Path file) {
        return parse(file.toString(), TextFiles.read(file, TextFiles.SMALL));
    }

    /** @throws FerkelException if there is no block, or none that can be read */
    static ModelCard parse(String file, String card) {
        var lines = card.replace("\r\n", "\n").replaceFirst("^\uFEFF", "");
        if (!lines.startsWith("---\n")) {
            throw FerkelException.of(
                    "%s: does not begin with the metadata block that the hub reads, between two lines '---'", file);
        }
        int end = lines.indexOf("\n---", 3);
        if (end < 0 || end > MAX_BLOCK) {
            throw FerkelException.of("%s: its metadata block has no end, expected a second line '---'", file);
        }
        var rest = lines.substring(end + 4);
        try {
            var metadata = new YAMLMapper().readTree(lines.substring(4, Math.max(4, end)));
            if (!metadata.isObject()) {
                throw FerkelException.of("%s: its metadata block holds no keys, expected such as 'license: mit'", file);
            }
            return new ModelCard(metadata, rest.strip());
        } catch (JacksonException e) {
            throw new FerkelException(
                    file + ": its metadata block is no YAML: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    /** A key's text, or its texts with commas; empty where it is missing or something else. */
    String value(String key) {
        var node = metadata.path(key);
        var values = node.isArray() ? node.valueStream().toList() : List.of(node);
        return String.join(
                ", ",
                values.stream()
                        .filter(JsonNode::isValueNode)
                        .map(n -> n.asString("").strip())
                        .filter(t -> !t.isEmpty())
                        .toList());
    }
}
