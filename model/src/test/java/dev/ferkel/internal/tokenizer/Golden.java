package dev.ferkel.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the reference's answers that lie beside the tests. */
final class Golden {
    private Golden() {}

    static JsonNode read(String name) {
        try (var in = Golden.class.getResourceAsStream("/tokenizer/" + name)) {
            assertThat(in).as(name).isNotNull();
            return JsonMapper.shared().readTree(new GZIPInputStream(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int[] ints(JsonNode node) {
        return node.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    static List<String> texts(JsonNode node) {
        return node.valueStream().map(JsonNode::asString).toList();
    }
}
