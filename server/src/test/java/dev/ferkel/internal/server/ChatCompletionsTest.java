package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.TinyChat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code /chat/completions} and its neighbours, against OpenAI's schemas and DeepSeek's rules. */
class ChatCompletionsTest {
    private static TinyChat plain;
    private static TinyChat thinking;
    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        plain = TinyChat.plain(Files.createDirectory(folder.resolve("plain")));
        thinking = TinyChat.thinking(Files.createDirectory(folder.resolve("thinking")));
        var models = new LinkedHashMap<String, Path>();
        models.put("plain", plain.folder());
        models.put("org/thinking", thinking.folder());
        server = TestServer.of(models);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String body(String model, TinyChat chat, String more) {
        return "{\"model\": \"%s\", \"messages\": [{\"role\": \"user\", \"content\": \"%s\"}], \"temperature\": 0, \"max_tokens\": %d%s}"
                .formatted(model, chat.question(), TinyChat.ANSWER_TOKENS, more);
    }

    private static JsonNode chat(String model, TinyChat chat, String more) {
        return server.postJson("/v1/chat/completions", body(model, chat, more));
    }

    @Test
    void answers() {
        var reply = chat("plain", plain, "");
        OpenAiSchemas.check("CreateChatCompletionResponse", reply);
        var choice = reply.path("choices").get(0);
        assertThat(choice.path("message").path("content").asString()).isEqualTo(plain.content());
        assertThat(choice.path("finish_reason").asString()).isEqualTo("length");
        var usage = reply.path("usage");
        assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(TinyChat.PROMPT_TOKENS);
        assertThat(usage.path("completion_tokens").asInt()).isEqualTo(TinyChat.ANSWER_TOKENS);
        assertThat(usage.path("total_tokens").asInt()).isEqualTo(TinyChat.PROMPT_TOKENS + TinyChat.ANSWER_TOKENS);
        assertThat(usage.path("prompt_cache_hit_tokens").asInt()
                        + usage.path("prompt_cache_miss_tokens").asInt())
                .isEqualTo(TinyChat.PROMPT_TOKENS);
        assertThat(reply.path("timings").path("predicted_n").asInt()).isEqualTo(TinyChat.ANSWER_TOKENS);
    }

    @Test
    void everyPathOfDeepSeeksAndOpenAisClients() {
        for (var path : new String[] {"/chat/completions", "/v1/chat/completions", "/beta/chat/completions"}) {
            assertThat(server.post(path, body("deepseek-chat", plain, "")).statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @Test
    void streams() {
        var chunks = server.stream("/chat/completions", body("plain", plain, ", \"stream\": true"));
        var text = new StringBuilder();
        for (var chunk : chunks) {
            OpenAiSchemas.check("CreateChatCompletionStreamResponse", chunk);
            text.append(
                    chunk.path("choices").get(0).path("delta").path("content").asString(""));
        }
        assertThat(text).hasToString(plain.content());
        assertThat(chunks.getFirst()
                        .path("choices")
                        .get(0)
                        .path("delta")
                        .path("role")
                        .asString())
                .isEqualTo("assistant");
        assertThat(chunks.getLast().path("choices").get(0).path("finish_reason").asString())
                .isEqualTo("length");
        assertThat(chunks.getLast().path("usage").path("completion_tokens").asInt())
                .isEqualTo(TinyChat.ANSWER_TOKENS);
        chunks.removeLast();
        assertThat(chunks).noneMatch(c -> c.has("usage"));
    }

    /** The last of several answers to end tells what all of them took. */
    @Test
    void severalStreamsHaveOneUsage() {
        var chunks = server.stream("/chat/completions", body("plain", plain, ", \"stream\": true, \"n\": 3"));
        assertThat(chunks.removeLast().path("usage").path("completion_tokens").asInt())
                .isEqualTo(3 * TinyChat.ANSWER_TOKENS);
        assertThat(chunks).noneMatch(c -> c.has("usage"));
    }

    @Test
    void aStreamEndsWithUsageAndItsMark() {
        var body = body("plain", plain, ", \"stream\": true, \"stream_options\": {\"include_usage\": true}");
        assertThat(server.post("/chat/completions", body).body()).endsWith("data: [DONE]\n\n");
        var chunks = server.stream("/chat/completions", body);
        var last = chunks.removeLast();
        OpenAiSchemas.check("CreateChatCompletionStreamResponse", last);
        assertThat(last.path("choices").size()).isZero();
        assertThat(last.path("usage").path("completion_tokens").asInt()).isEqualTo(TinyChat.ANSWER_TOKENS);
        assertThat(chunks).allMatch(c -> c.has("usage") && c.path("usage").isNull());
    }

    @Test
    void reasoningIsApart() {
        var reply = chat("org/thinking", thinking, "");
        OpenAiSchemas.check("CreateChatCompletionResponse", reply);
        var message = reply.path("choices").get(0).path("message");
        assertThat(message.path("reasoning_content").asString()).isEqualTo(thinking.reasoning());
        assertThat(message.path("content").asString()).isEqualTo(thinking.content());
        // the tag that ends it is a token of the reasoning
        assertThat(reply.path("usage")
                        .path("completion_tokens_details")
                        .path("reasoning_tokens")
                        .asInt())
                .isEqualTo(thinking.reasoning().length() + 1);

        var chunks = server.stream("/chat/completions", body("org/thinking", thinking, ", \"stream\": true"));
        for (var part : new String[] {"reasoning_content", "content"}) {
            assertThat(chunks.stream()
                            .map(c -> c.path("choices")
                                    .get(0)
                                    .path("delta")
                                    .path(part)
                                    .asString(""))
                            .collect(Collectors.joining()))
                    .isEqualTo(part.equals("content") ? thinking.content() : thinking.reasoning());
        }
    }

    @Test
    void piecesOfTheLogProbabilitiesJoinToTheText() {
        var more = ", \"logprobs\": true, \"top_logprobs\": 3";
        var reply = chat("org/thinking", thinking, more);
        OpenAiSchemas.check("CreateChatCompletionResponse", reply);
        var logprobs = reply.path("choices").get(0).path("logprobs");
        assertThat(joined(logprobs.path("content"))).isEqualTo(thinking.content());
        assertThat(joined(logprobs.path("reasoning_content"))).isEqualTo(thinking.reasoning());
        for (var token : logprobs.path("content")) {
            // greedy: the token is the best of its alternatives
            assertThat(token.path("top_logprobs").size()).isEqualTo(3);
            assertThat(token.path("top_logprobs").get(0).path("logprob")).isEqualTo(token.path("logprob"));
            var bytes = new byte[token.path("bytes").size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) token.path("bytes").get(i).asInt();
            }
            assertThat(new String(bytes, StandardCharsets.UTF_8))
                    .isEqualTo(token.path("token").asString());
        }
        var chunks = server.stream("/chat/completions", body("plain", plain, ", \"stream\": true" + more));
        assertThat(chunks.stream()
                        .map(c ->
                                joined(c.path("choices").get(0).path("logprobs").path("content")))
                        .collect(Collectors.joining()))
                .isEqualTo(plain.content());
    }

    private static String joined(JsonNode tokens) {
        return tokens.valueStream().map(t -> t.path("token").asString()).collect(Collectors.joining());
    }

    @Test
    void aStopTextEndsTheAnswerAndItsTokens() {
        var stop = plain.content().substring(5, 7);
        var reply = chat("plain", plain, ", \"logprobs\": true, \"stop\": [\"" + stop + "\"]");
        var choice = reply.path("choices").get(0);
        var expected = plain.content().substring(0, plain.content().indexOf(stop));
        assertThat(choice.path("message").path("content").asString()).isEqualTo(expected);
        assertThat(joined(choice.path("logprobs").path("content"))).isEqualTo(expected);
        assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
    }

    @Test
    void theSameSeedGivesTheSameAnswersWhateverElseRuns() {
        var more = ", \"seed\": 5, \"n\": 4, \"top_p\": 1";
        var body = body("plain", plain, more).replace("\"temperature\": 0", "\"temperature\": 1.5");
        var alone = texts(server.postJson("/chat/completions", body));
        assertThat(alone).hasSize(4).doesNotHaveDuplicates();
        var others = java.util.stream.IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofVirtual().start(() -> chat("plain", plain, "")))
                .toList();
        assertThat(texts(server.postJson("/chat/completions", body))).isEqualTo(alone);
        others.forEach(t -> {
            try {
                t.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static java.util.List<String> texts(JsonNode reply) {
        OpenAiSchemas.check("CreateChatCompletionResponse", reply);
        return reply.path("choices")
                .valueStream()
                .map(c -> c.path("message").path("content").asString())
                .toList();
    }

    @Test
    void aBiasForcesAToken() {
        var content = plain.content();
        var wanted = server.postJson("/tokenize", "{\"content\": \"%s\"}".formatted(content.substring(3, 4)))
                .path("tokens")
                .get(0)
                .asInt();
        var reply = chat("plain", plain, ", \"logit_bias\": {\"%d\": 100}".formatted(wanted));
        assertThat(reply.path("choices").get(0).path("message").path("content").asString())
                .isEqualTo(content.substring(3, 4).repeat(TinyChat.ANSWER_TOKENS));
    }

    @Test
    void anAnswersBeginningIsGoneOnWith() {
        var begun = plain.content().substring(0, 4);
        var body = body("plain", plain, "")
                .replace("}], ", "}, {\"role\": \"assistant\", \"prefix\": true, \"content\": \"" + begun + "\"}], ")
                .replace("\"max_tokens\": 24", "\"max_tokens\": 10");
        var reply = server.postJson("/beta/chat/completions", body);
        assertThat(reply.path("choices").get(0).path("message").path("content").asString())
                .isEqualTo(plain.content().substring(4, 14));
    }

    @Test
    void textCompletions() {
        var body = "{\"prompt\": \"%s\", \"max_tokens\": 5, \"temperature\": 0, \"echo\": true}"
                .formatted(plain.question());
        var reply = server.postJson("/v1/completions", body);
        OpenAiSchemas.check("CreateCompletionResponse", reply);
        assertThat(reply.path("choices").get(0).path("text").asString())
                .isEqualTo(plain.question() + plain.content().substring(0, 5));
        var scored = server.postJson("/v1/completions", body.replace("\"echo\": true", "\"logprobs\": 2"));
        OpenAiSchemas.check("CreateCompletionResponse", scored);
        var logprobs = scored.path("choices").get(0).path("logprobs");
        assertThat(logprobs.path("tokens").valueStream().map(JsonNode::asString).collect(Collectors.joining()))
                .isEqualTo(plain.content().substring(0, 5));
        assertThat(logprobs.path("text_offset").valueStream().map(JsonNode::asInt))
                .containsExactly(0, 1, 2, 3, 4);
        var many = server.postJson(
                "/v1/completions",
                "{\"prompt\": [\"%1$s\", \"%1$s\"], \"n\": 2, \"max_tokens\": 3, \"temperature\": 0}"
                        .formatted(plain.question()));
        OpenAiSchemas.check("CreateCompletionResponse", many);
        assertThat(many.path("choices").valueStream().map(c -> c.path("text").asString()))
                .hasSize(4)
                .containsOnly(plain.content().substring(0, 3));
        assertThat(many.path("usage").path("prompt_tokens").asInt()).isEqualTo(2 * TinyChat.PROMPT_TOKENS);
        var chunks = server.stream("/completions", body.replace("\"echo\"", "\"stream\": true, \"echo\""));
        assertThat(chunks.stream()
                        .map(c -> c.path("choices").get(0).path("text").asString())
                        .collect(Collectors.joining()))
                .isEqualTo(plain.question() + plain.content().substring(0, 5));
    }

    @Test
    void modelsAndAliases() {
        var list = TestServer.json(server.get("/v1/models"));
        OpenAiSchemas.check("ListModelsResponse", list);
        assertThat(list.path("data").valueStream().map(m -> m.path("id").asString()))
                .contains("plain", "org/thinking", "deepseek-chat", "deepseek-reasoner");
        OpenAiSchemas.check("Model", TestServer.json(server.get("/models/org/thinking")));
        assertThat(server.get("/v1/models/nobody").statusCode()).isEqualTo(404);
        assertThat(TestServer.json(server.get("/user/balance"))
                        .path("balance_infos")
                        .get(0)
                        .path("total_balance")
                        .isString())
                .isTrue();
    }

    @Test
    void tokensAndTemplates() {
        var tokens = server.postJson("/tokenize", "{\"content\": \"%s\"}".formatted(plain.question()));
        assertThat(tokens.path("count").asInt()).isEqualTo(TinyChat.PROMPT_TOKENS);
        var text = server.postJson("/detokenize", "{\"tokens\": %s}".formatted(tokens.path("tokens")));
        assertThat(text.path("content").asString()).isEqualTo(plain.question());
        assertThat(server.postJson("/apply-template", body("plain", plain, ""))
                        .path("prompt")
                        .asString())
                .isEqualTo(plain.question());
        assertThat(server.post("/detokenize", "{\"tokens\": [99999999]}").statusCode())
                .isEqualTo(400);
    }
}
