package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.api.PastReasoning;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.server.ServerOptions.Manners;
import dev.ferkel.testing.TinyChat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, with which status, and in whose words. */
class RulesTest {
    private static final String MESSAGES = "\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]";
    private static TinyChat chat;
    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        chat = TinyChat.plain(folder);
        server = TestServer.of(Map.of("plain", folder));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Status, the parameter that is named, what goes into the body after the messages. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "422 | temperature | \"temperature\": \"hot\"",
                "400 | temperature | \"temperature\": 2.1",
                "400 | top_p | \"top_p\": -0.1",
                "400 | max_tokens | \"max_tokens\": 0",
                "422 | max_tokens | \"max_tokens\": 1.5",
                "400 | presence_penalty | \"presence_penalty\": 3",
                "400 | top_logprobs | \"top_logprobs\": 2",
                "400 | top_logprobs | \"logprobs\": true, \"top_logprobs\": 21",
                "400 | n | \"n\": 0",
                "422 | stop | \"stop\": [1]",
                "400 | stop | \"stop\": [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\"]",
                "400 | model | \"model\": \"gpt-5\"",
                "400 | response_format | \"response_format\": {\"type\": \"json_object\"}",
                "400 | response_format.type | \"response_format\": {\"type\": \"xml\"}",
                "422 | response_format.json_schema | \"response_format\": {\"type\": \"json_schema\"}",
                "422 | tools[0].function | \"tools\": [{\"type\": \"function\"}]",
                "400 | tools[0].function.name | \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"a b\"}}]",
                "400 | tool_choice | \"tool_choice\": \"required\"",
                "400 | tool_choice | \"tool_choice\": \"perhaps\"",
                "400 | thinking.type | \"thinking\": {\"type\": \"hard\"}",
                "400 | reasoning_effort | \"reasoning_effort\": \"a lot\"",
                "400 | stream_options | \"stream_options\": {\"include_usage\": true}",
                "400 | user_id | \"user_id\": \"a b\"",
                "400 | logit_bias | \"logit_bias\": {\"x\": 1}",
                "400 | logit_bias.3 | \"logit_bias\": {\"3\": 101}",
            })
    void parameters(int status, String param, String more) {
        var response = server.post("/chat/completions", "{" + MESSAGES + ", " + more + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        var error = TestServer.json(response);
        OpenAiSchemas.check("ErrorResponse", error);
        assertThat(error.path("error").path("param").asString()).isEqualTo(param);
        assertThat(error.path("error").path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.path("error").path("message").asString()).doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "422 | ",
                "400 | \"messages\": []",
                "422 | \"messages\": \"hello\"",
                "422 | \"messages\": [7]",
                "422 | \"messages\": [{\"content\": \"a\"}]",
                "422 | \"messages\": [{\"role\": \"user\"}]",
                "400 | \"messages\": [{\"role\": \"king\", \"content\": \"a\"}]",
                "400 | \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]",
                "422 | \"messages\": [{\"role\": \"tool\", \"content\": \"a\"}]",
                "422 | \"messages\": [{\"role\": \"assistant\"}]",
                "400 | \"messages\": [{\"role\": \"user\", \"content\": \"a\", \"prefix\": true}]",
            })
    void messages(int status, String body) {
        var response = server.post("/chat/completions", "{" + (body == null ? "" : body) + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        OpenAiSchemas.check("ErrorResponse", TestServer.json(response));
    }

    /** What a text's continuation doesn't do is refused, not left out. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "echo | \"echo\": true, \"logprobs\": 0",
                "echo | \"echo\": true, \"logprobs\": 2",
                "response_format | \"response_format\": {\"type\": \"json_object\"}",
                "grammar | \"grammar\": \"root ::= .\"",
            })
    void completions(String param, String more) {
        var response = server.post("/completions", "{\"prompt\": \"a\", " + more + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(TestServer.json(response).path("error").path("param").asString())
                .isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource({"'',400", "'[',400", "'[1]',400", "'{\"a\": 1} {}',400", "'{\"messages\": 1, \"messages\": 2}',400"})
    void bodies(String body, int status) {
        assertThat(server.post("/chat/completions", body).statusCode()).isEqualTo(status);
    }

    @Test
    void aDeepBody() {
        var body = "{\"messages\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThat(server.post("/chat/completions", body).statusCode()).isEqualTo(400);
    }

    @Test
    void aPromptThatTheContextCantHold() {
        var question = "a".repeat(50_000);
        var response = server.post(
                "/chat/completions", "{\"messages\": [{\"role\": \"user\", \"content\": \"" + question + "\"}]}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("context");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"temperature\": 0, \"top_p\": 0, \"min_p\": 0, \"repetition_penalty\": 0.01",
                "\"temperature\": 2, \"top_p\": 1, \"min_p\": 1, \"repetition_penalty\": 100",
                "\"presence_penalty\": -2, \"frequency_penalty\": -2, \"seed\": -9223372036854775808",
                "\"presence_penalty\": 2, \"frequency_penalty\": 2, \"seed\": 9223372036854775807"
            })
    void limitsThatTheDescriptionNamesAreAllowed(String settings) {
        var response = server.post(
                "/chat/completions",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"max_tokens\": 1, " + settings + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @Test
    void pathsAndMethods() {
        assertThat(server.get("/nothing").statusCode()).isEqualTo(404);
        for (var wrong : List.of(server.get("/v1/chat/completions"), server.post("/health", ""))) {
            assertThat(wrong.statusCode()).isEqualTo(405);
            assertThat(wrong.headers().firstValue("Allow"))
                    .contains(wrong.request().method().equals("GET") ? "POST" : "GET, HEAD");
        }
        assertThat(server.post("/v1/embeddings", "{}").statusCode()).isEqualTo(501);
        assertThat(server.get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(server.get("/ready").statusCode()).isEqualTo(200);
        assertThat(server.get("/metrics").body())
                .contains("ferkel_answers_total{model=\"plain\"}", "ferkel_http_requests_total{");
        assertThat(server.get("/health").headers().firstValue("X-Request-Id")).isPresent();
    }

    private static final String PAST =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", "
                    + "\"content\": \"b\"%s}, {\"role\": \"user\", \"content\": \"c\"}], \"max_tokens\": 1}";
    private static final String REASONING = ", \"reasoning_content\": \"r\"";
    private static final String CALLS =
            ", \"tool_calls\": [{\"id\": \"1\", \"type\": \"function\", \"function\": {\"name\": \"f\", \"arguments\": \"{}\"}}]";

    @ParameterizedTest
    @CsvSource({
        "ACCEPT,200,200,200,200",
        "REFUSE,200,400,200,400",
        "REQUIRE,200,200,400,200",
    })
    void pastReasoning(PastReasoning rule, int none, int reasoning, int calls, int both, @TempDir Path folder) {
        TinyChat.plain(folder);
        var local = ServerOptions.local(0);
        var options = new ServerOptions(
                local.network(),
                local.access(),
                local.limits(),
                new Manners(Duration.ofSeconds(1), Duration.ZERO, rule, false, false));
        try (var strict = TestServer.of(options, Map.of("plain", folder), EngineOptions.DEFAULT)) {
            assertThat(strict.post("/chat/completions", PAST.formatted("")).statusCode())
                    .isEqualTo(none);
            assertThat(strict.post("/chat/completions", PAST.formatted(REASONING))
                            .statusCode())
                    .isEqualTo(reasoning);
            assertThat(strict.post("/chat/completions", PAST.formatted(CALLS)).statusCode())
                    .isEqualTo(calls);
            assertThat(strict.post("/chat/completions", PAST.formatted(REASONING + CALLS))
                            .statusCode())
                    .isEqualTo(both);
        }
    }
}
