package dev.ferkel.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.Ferkel;
import dev.ferkel.testing.Golden;
import dev.ferkel.testing.TinyChat;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.tool.function.FunctionToolCallback;

/** Spring AI's own client. */
class ChatClientTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void answerIsTheOracles(@TempDir Path folder) {
        var tiny = TinyChat.plain(folder);
        try (var model = Ferkel.load(folder)) {
            var client = ChatClient.create(new FerkelChatModel(model, Greedy.OPTIONS));
            assertThat(client.prompt(tiny.question()).call().content()).isEqualTo(tiny.content());
            var pieces = client.prompt(tiny.question()).stream()
                    .content()
                    .collectList()
                    .block(LONG);
            assertThat(String.join("", pieces)).isEqualTo(tiny.content());
            assertThat(pieces).hasSizeGreaterThan(1);
        }
    }

    @Test
    void toolsAreRefusedAndNotDropped(@TempDir Path folder) {
        TinyChat.plain(folder);
        var tool = FunctionToolCallback.builder("weather", (String town) -> "rain")
                .description("The weather of a town")
                .inputType(String.class)
                .build();
        try (var model = Ferkel.load(folder)) {
            var request =
                    ChatClient.create(new FerkelChatModel(model)).prompt("Hi").tools(tool);
            assertThatThrownBy(() -> request.call().content())
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("the prompt has 'weather'");
        }
    }

    @Test
    void realModelAnswers() {
        try (var model = Ferkel.load(Golden.path("models/SmolLM2-135M-Instruct.Q4_1.gguf"))) {
            var client = ChatClient.create(new FerkelChatModel(model, Greedy.OPTIONS));
            var response = client.prompt()
                    .system("You answer questions about countries, briefly.")
                    .user("What is the capital of France?")
                    .call()
                    .chatResponse();
            assertThat(response.getResult().getOutput().getText()).contains("Paris");
            assertThat(response.getMetadata().getModel()).isEqualTo("SmolLM2-135M-Instruct.Q4_1");
        }
    }
}
