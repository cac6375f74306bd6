package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ferkel.testing.TinyChat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model of random weights, which would write nonsense, has to write what was asked for. */
class StructuredOutputTest {
    private static final String POINT = """
            {"type": "object", "properties": {"x": {"type": "integer", "minimum": -9, "maximum": 9},
             "kind": {"enum": ["up", "down"]}, "tags": {"type": "array", "items": {"type": "boolean"}, "maxItems": 2}},
             "required": ["x", "kind"], "additionalProperties": false}""";

    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        TinyChat.plain(Files.createDirectory(folder.resolve("plain")));
        TinyChat.thinking(Files.createDirectory(folder.resolve("thinking")));
        var own = folder.resolve("own");
        TinyChat.thinking(Files.createDirectory(own));
        var config = own.resolve("tokenizer_config.json");
        Files.writeString(
                config, Files.readString(config).replace("add_generation_prompt %}<think>", "false %}</think>"));
        server = TestServer.of(
                Map.of("plain", folder.resolve("plain"), "thinking", folder.resolve("thinking"), "own", own));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String body(String model, int seed, String more) {
        return "{\"model\": \"%s\", \"messages\": [{\"role\": \"user\", \"content\": \"json\"}], \"seed\": %d, \"temperature\": 1, \"max_tokens\": 100, %s}"
                .formatted(model, seed, more);
    }

    private static JsonNode message(String model, int seed, String more) {
        var reply = server.postJson("/chat/completions", body(model, seed, more));
        OpenAiSchemas.check("CreateChatCompletionResponse", reply);
        return reply.path("choices").get(0).path("message");
    }

    private static void checkPoint(String json) {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(JsonMapper.shared().readTree(POINT));
        assertThat(schema.validate(JsonMapper.shared().readTree(json))).as(json).isEmpty();
    }

    private static String schemaFormat() {
        return "\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"p\", \"schema\": %s}}"
                .formatted(POINT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aSchema(int seed) {
        var content = message("plain", seed, schemaFormat()).path("content").asString();
        checkPoint(content);
        var streamed =
                server.stream("/chat/completions", body("plain", seed, "\"stream\": true, " + schemaFormat())).stream()
                        .map(c -> c.path("choices")
                                .get(0)
                                .path("delta")
                                .path("content")
                                .asString(""))
                        .collect(Collectors.joining());
        assertThat(streamed).isEqualTo(content);
    }

    @Test
    void anyObject() {
        var content = message("plain", 1, "\"response_format\": {\"type\": \"json_object\"}, \"logit_bias\": {}");
        // it may be cut off by max_tokens, but it begins as one
        assertThat(content.path("content").asString().strip()).startsWith("{");
    }

    @Test
    void aPattern() {
        assertThat(message("plain", 1, "\"response_format\": {\"type\": \"regex\", \"pattern\": \"[0-9]{3}-(a|b)\"}")
                        .path("content")
                        .asString())
                .matches("[0-9]{3}-(a|b)");
    }

    @Test
    void aGrammar() {
        assertThat(message(
                                "plain",
                                1,
                                "\"grammar\": \"root ::= digit{2} (\\\"-\\\" | \\\"+\\\") digit\\ndigit ::= [0-9]\"")
                        .path("content")
                        .asString())
                .matches("[0-9]{2}[-+][0-9]");
    }

    /** The thinking ends where the model ends it; what follows is as asked for. */
    @Test
    void afterThinking() {
        var close = server.postJson("/tokenize", "{\"model\": \"thinking\", \"content\": \"</think>\"}")
                .path("tokens")
                .get(0)
                .asInt();
        var message = message("thinking", 1, "\"logit_bias\": {\"%d\": 8}, %s".formatted(close, schemaFormat()));
        checkPoint(message.path("content").asString());
    }

    /** A template that leaves it to the model whether to think: it may, unless that is refused. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterThoughtsOfItsOwn(boolean refused) {
        var tags = server.postJson("/tokenize", "{\"model\": \"own\", \"content\": \"<think></think>\"}")
                .path("tokens");
        var more = "\"logit_bias\": {\"%d\": 90, \"%d\": 99}, %s%s"
                .formatted(
                        tags.get(0).asInt(),
                        tags.get(1).asInt(),
                        refused ? "\"thinking\": {\"type\": \"disabled\"}, " : "",
                        schemaFormat());
        checkPoint(message("own", 1, more).path("content").asString());
        var first = server.postJson(
                "/chat/completions", body("own", 1, more).replace("max_tokens\": 100", "max_tokens\": 1"));
        // a tag is neither thought nor said
        assertThat(first.path("choices")
                        .get(0)
                        .path("message")
                        .path("content")
                        .asString()
                        .isEmpty())
                .isEqualTo(!refused);
    }

    private static String tools(boolean strict, String choice) {
        return ("\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"move\", \"strict\": %s, \"parameters\": %s}}, "
                        + "{\"type\": \"function\", \"function\": {\"name\": \"other\", \"strict\": %s, \"parameters\": %s}}], "
                        + "\"parallel_tool_calls\": false, \"tool_choice\": %s")
                .formatted(strict, POINT, strict, POINT, choice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"required\"", "{\"type\": \"function\", \"function\": {\"name\": \"move\"}}"})
    void aCallThatMustCome(String choice) {
        for (int seed = 1; seed < 3; seed++) {
            var message = message("plain", seed, tools(true, choice) + ", \"max_completion_tokens\": 2000");
            assertThat(message.path("content").isNull()).isTrue();
            assertThat(message.path("tool_calls").size()).isEqualTo(1);
            var function = message.path("tool_calls").get(0).path("function");
            assertThat(function.path("name").asString())
                    .isIn(choice.contains("move") ? java.util.List.of("move") : java.util.List.of("move", "other"));
            checkPoint(function.path("arguments").asString());
        }
    }

    @Test
    void whatCantBeEnforcedIsRefusedByName() {
        var format = "\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"p\", \"schema\": "
                + "{\"type\": \"string\", \"pattern\": \"(a)\\\\1\"}}}";
        var response = server.post("/chat/completions", body("plain", 1, format));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("pattern", "backreference");
        var remote = server.post(
                "/chat/completions",
                body(
                        "plain",
                        1,
                        schemaFormat().replace("{\"enum\": [\"up\", \"down\"]}", "{\"$ref\": \"http://x/y\"}")));
        assertThat(remote.statusCode()).isEqualTo(400);
        assertThat(remote.body()).contains("$ref");
    }
}
