package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's own description of its replies. */
final class OpenAiSchemas {
    private static final JsonNode COMPONENTS = components();

    private OpenAiSchemas() {}

    private static JsonNode components() {
        try (var in = new GZIPInputStream(OpenAiSchemas.class.getResourceAsStream("/openai/openapi_subset.json.gz"))) {
            return nullable(JsonMapper.shared().readTree(in).path("components"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** OpenAPI 3.0's word for what JSON Schema says with a type; the description uses both. */
    private static JsonNode nullable(JsonNode node) {
        for (var child : node) {
            nullable(child);
        }
        if (node instanceof ObjectNode object && object.path("nullable").asBoolean(false)) {
            var plain = object.deepCopy();
            plain.remove("nullable");
            object.removeAll();
            object.putArray("anyOf").add(plain).addObject().put("type", "null");
        }
        return node;
    }

    static void check(String name, JsonNode reply) {
        var whole = JsonMapper.shared().createObjectNode();
        whole.put("$ref", "#/components/schemas/" + name);
        whole.set("components", COMPONENTS);
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole);
        assertThat(schema.validate(reply)).as("%s", reply).isEmpty();
    }
}
