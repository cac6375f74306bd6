package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.TinyChat;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Anthropic's {@code /v1/messages}. */
class MessagesTest {
    private static TinyChat chat;
    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        chat = TinyChat.thinking(folder);
        server = TestServer.of(Map.of("thinking", folder));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String body(String more) {
        return "{\"model\": \"claude-sonnet\", \"max_tokens\": %d, \"temperature\": 0, \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"%s\"}]}]%s}"
                .formatted(TinyChat.ANSWER_TOKENS, chat.question(), more);
    }

    @Test
    void blocks() {
        for (var path : new String[] {"/v1/messages", "/anthropic/v1/messages"}) {
            var message = server.postJson(path, body(""));
            assertThat(message.path("type").asString()).isEqualTo("message");
            assertThat(message.path("content").get(0).path("thinking").asString())
                    .isEqualTo(chat.reasoning());
            assertThat(message.path("content").get(1).path("text").asString()).isEqualTo(chat.content());
            assertThat(message.path("stop_reason").asString()).isEqualTo("max_tokens");
            assertThat(message.path("usage").path("input_tokens").asInt()
                            + message.path("usage")
                                    .path("cache_read_input_tokens")
                                    .asInt())
                    .isEqualTo(TinyChat.PROMPT_TOKENS);
        }
    }

    @Test
    void aStopSequenceIsNamed() {
        var stop = chat.content().substring(3, 5);
        var message = server.postJson("/v1/messages", body(", \"stop_sequences\": [\"%s\"]".formatted(stop)));
        assertThat(message.path("stop_reason").asString()).isEqualTo("stop_sequence");
        assertThat(message.path("stop_sequence").asString()).isEqualTo(stop);
    }

    /** The order of events of Anthropic's description of its streams. */
    @Test
    void events() {
        var lines = server.post("/v1/messages", body(", \"stream\": true"))
                .body()
                .lines()
                .filter(l -> l.startsWith("event: "))
                .map(l -> l.substring(7))
                .collect(Collectors.joining(" "));
        assertThat(lines.replaceAll("(content_block_delta )+", "content_block_delta "))
                .isEqualTo("message_start content_block_start content_block_delta content_block_stop "
                        + "content_block_start content_block_delta content_block_stop message_delta message_stop");
        var events = server.stream("/v1/messages", body(", \"stream\": true"));
        assertThat(events.stream()
                        .map(e -> e.path("delta").path("text").asString(""))
                        .collect(Collectors.joining()))
                .isEqualTo(chat.content());
        assertThat(events.stream()
                        .map(e -> e.path("delta").path("thinking").asString(""))
                        .collect(Collectors.joining()))
                .isEqualTo(chat.reasoning());
    }

    @Test
    void tokensAreCounted() {
        assertThat(server.postJson("/v1/messages/count_tokens", body("").replaceAll("\"max_tokens\": \\d+, ", ""))
                        .path("input_tokens")
                        .asInt())
                .isEqualTo(TinyChat.PROMPT_TOKENS);
    }

    /** Both names of the field; another kind of form is refused by name. */
    @Test
    void aFormThatIsAskedFor() {
        var format = "{\"type\": \"json_schema\", \"schema\": {\"enum\": [\"aaa\", \"bbb\"]}}";
        // it may stop thinking at any time
        var bias = ", \"logit_bias\": {\"%d\": 100}"
                .formatted(server.postJson("/tokenize", "{\"content\": \"</think>\"}")
                        .path("tokens")
                        .get(0)
                        .asInt());
        for (var field : new String[] {"\"output_config\": {\"format\": %s}", "\"output_format\": %s"}) {
            var message = server.postJson(
                    "/v1/messages",
                    body(bias + ", " + field.formatted(format))
                            .replaceFirst(
                                    "\"max_tokens\": \\d+, \"temperature\": 0", "\"max_tokens\": 200, \"seed\": 1"));
            var text = message.path("content").valueStream().toList().getLast().path("text");
            assertThat(JsonMapper.shared().readTree(text.asString()).asString())
                    .as(message.toString())
                    .isIn("aaa", "bbb");
        }
        var other = server.post("/v1/messages", body(", \"output_config\": {\"format\": {\"type\": \"xml\"}}"));
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.body()).contains("output_config.format.type");
        assertThat(server.post("/v1/messages", body(", \"output_config\": {\"effort\": \"low\"}"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void mistakes() {
        var missing = server.post("/v1/messages", body("").replaceAll("\"max_tokens\": \\d+, ", ""));
        assertThat(missing.statusCode()).isEqualTo(422);
        var error = TestServer.json(missing);
        assertThat(error.path("type").asString()).isEqualTo("error");
        assertThat(error.path("error").path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(server.post(
                                "/v1/messages",
                                body(", \"model\": \"nobody\"").replace("\"model\": \"claude-sonnet\", ", ""))
                        .statusCode())
                .isEqualTo(400);
    }
}
