package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Anthropic's own client for Java against the model that ships. */
class AnthropicClientTest {
    private static final String KEY = "a-key-for-this-test";

    private static TestServer server;
    private static AnthropicClient client;

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

    private static AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(server.uri("/").toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static MessageCreateParams.Builder question() {
        return MessageCreateParams.builder()
                .model(TestServer.SHIPPED)
                .maxTokens(500)
                .putAdditionalBodyProperty("temperature", JsonValue.from(0))
                .addUserMessage("What is 8 + 9?");
    }

    private static String text(Message message) {
        return message.content().stream()
                .filter(ContentBlock::isText)
                .map(block -> block.asText().text())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thinksAndAnswers() {
        var message = client.messages().create(question().build()).validate();
        assertThat(message.content().getFirst().asThinking().thinking()).isNotBlank();
        assertThat(text(message)).contains("17");
        assertThat(message.stopReason()).contains(StopReason.END_TURN);
        assertThat(message.usage().outputTokens()).isPositive();
    }

    @Test
    void streamsTheSame() {
        var whole = client.messages().create(question().build());
        var parts = MessageAccumulator.create();
        try (var stream = client.messages().createStreaming(question().build())) {
            stream.stream().forEach(event -> parts.accumulate(event.validate()));
        }
        assertThat(text(parts.message())).isEqualTo(text(whole));
        assertThat(parts.message().content().getFirst().asThinking().thinking())
                .isEqualTo(whole.content().getFirst().asThinking().thinking());
        assertThat(parts.message().usage().outputTokens())
                .isEqualTo(whole.usage().outputTokens());
    }

    @Test
    void refusals() {
        var stranger = client("another-key");
        assertThatThrownBy(() -> stranger.messages().create(question().build()))
                .isInstanceOf(UnauthorizedException.class);
        stranger.close();
        assertThatThrownBy(() -> client.messages()
                        .create(question()
                                .putAdditionalBodyProperty("temperature", JsonValue.from(9))
                                .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("temperature");
    }
}
