package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.models.Model;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's own client for Java against the model that ships; {@code validate()} holds replies to its types. */
class OpenAiClientTest {
    private static final String KEY = "a-key-for-this-test";

    private static TestServer server;
    private static OpenAIClient client;

    /** What a client fills with a schema's answer. */
    public static class Total {
        public boolean even;
        public Parity parity;

        public enum Parity {
            EVEN,
            ODD
        }
    }

    @BeforeAll
    static void start() {
        server = TestServer.ofShipped(KEY);
        client = client(KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(server.uri("/v1").toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams.Builder question(String text) {
        return ChatCompletionCreateParams.builder()
                .model(TestServer.SHIPPED)
                .addUserMessage(text)
                .temperature(0)
                .maxCompletionTokens(120);
    }

    private static String reasoning(ChatCompletion.Choice choice) {
        return choice.message()._additionalProperties().get("reasoning_content").asStringOrThrow();
    }

    @Test
    void answers() {
        var completion = client.chat()
                .completions()
                .create(question("What is 8 + 9?").build())
                .validate();
        var choice = completion.choices().getFirst();
        assertThat(choice.message().content().orElseThrow()).contains("17");
        assertThat(reasoning(choice)).isNotBlank();
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        var usage = completion.usage().orElseThrow();
        assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens());
        assertThat(usage.completionTokensDetails()
                        .orElseThrow()
                        .reasoningTokens()
                        .orElseThrow())
                .isPositive()
                .isLessThan(usage.completionTokens());
    }

    @Test
    void streamsTheSame() {
        var whole =
                client.chat().completions().create(question("What is 8 + 9?").build());
        var streaming = question("What is 8 + 9?")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        var parts = ChatCompletionAccumulator.create();
        try (var stream = client.chat().completions().createStreaming(streaming)) {
            stream.stream().forEach(chunk -> parts.accumulate(chunk.validate()));
        }
        var joined = parts.chatCompletion();
        assertThat(joined.choices().getFirst().message().content())
                .isEqualTo(whole.choices().getFirst().message().content());
        assertThat(joined.usage().orElseThrow().completionTokens())
                .isEqualTo(whole.usage().orElseThrow().completionTokens());
    }

    @Test
    void severalAnswersWithLogProbabilities() {
        var completion = client.chat()
                .completions()
                .create(question("What is 8 + 9?")
                        .temperature(1)
                        .seed(3)
                        .n(2)
                        .logprobs(true)
                        .topLogprobs(2)
                        .putAdditionalBodyProperty("thinking", JsonValue.from(Map.of("type", "disabled")))
                        .build())
                .validate();
        assertThat(completion.choices()).hasSize(2).allSatisfy(choice -> {
            var tokens = choice.logprobs().orElseThrow().content().orElseThrow();
            assertThat(tokens.stream().map(t -> t.token()).collect(Collectors.joining()))
                    .isEqualTo(choice.message().content().orElseThrow());
            assertThat(tokens)
                    .allSatisfy(token -> assertThat(token.topLogprobs()).hasSize(2));
        });
    }

    /** A schema that the client makes of a class, and the answer as an object of it. */
    @Test
    void typedAnswers() {
        var completion = client.chat()
                .completions()
                .create(question("What is 8 + 9?")
                        .maxCompletionTokens(800) // indents at their longest
                        .responseFormat(Total.class)
                        .build());
        var total = completion.choices().getFirst().message().content().orElseThrow();
        assertThat(total.parity).isNotNull();
    }

    @Test
    void completesText() {
        var completion = client.completions()
                .create(CompletionCreateParams.builder()
                        .model(TestServer.SHIPPED)
                        .prompt("8 + 9")
                        .maxTokens(4)
                        .temperature(0)
                        .build())
                .validate();
        assertThat(completion.usage().orElseThrow().completionTokens()).isBetween(1L, 4L);
    }

    @Test
    void models() {
        assertThat(client.models().list().data().stream().map(Model::id)).contains(TestServer.SHIPPED);
        assertThat(client.models().retrieve(TestServer.SHIPPED).validate().id()).isEqualTo(TestServer.SHIPPED);
    }

    /** Each refusal becomes the exception that the client has for it, with the server's sentence. */
    @Test
    void refusals() {
        var stranger = client("another-key");
        assertThatThrownBy(() -> stranger.models().list()).isInstanceOf(UnauthorizedException.class);
        stranger.close();
        var chat = client.chat().completions();
        assertThatThrownBy(() -> chat.create(question("Hi").model("nobody").build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> chat.create(question("Hi").temperature(9).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("temperature");
    }
}
