package dev.ferkel.springai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.Ferkel;
import dev.ferkel.Message;
import dev.ferkel.testing.Golden;
import dev.ferkel.testing.TinyChat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.function.FunctionToolCallback;
import tools.jackson.databind.json.JsonMapper;

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
    void answersFollowTheSchema() {
        try (var model = Ferkel.load(Path.of("../models/piglet-r1"))) {
            var schema = """
                    {"type": "object", "properties": {"name": {"type": "string", "maxLength": 20},
                     "rivers": {"type": "integer", "minimum": 0, "maximum": 99}},
                     "required": ["name", "rivers"], "additionalProperties": false}
                    """;
            var options = StructuredOutputChatOptions.builder().outputSchema(schema);
            options.temperature(0.0).maxTokens(500);
            var response = new FerkelChatModel(model)
                    .withThinking(false)
                    .call(new Prompt("Describe France.", options.build()));
            var json = JsonMapper.shared()
                    .readTree(response.getResult().getOutput().getText());
            assertThat(json.path("name").isString()).isTrue();
            assertThat(json.path("rivers").asInt()).isBetween(0, 99);
        }
    }

    /** What a prompt says of a tool, its call and its result arrives as it does from the library. */
    @Test
    void toolsAreTaken() {
        var tool = FunctionToolCallback.builder("weather", (String town) -> "rain")
                .description("The weather of a town")
                .inputType(String.class)
                .build();
        var call = new AssistantMessage.ToolCall("1", "function", "weather", "{}");
        var result = new ToolResponseMessage.ToolResponse("1", "weather", "rain");
        var prompt = new Prompt(
                List.of(
                        new UserMessage("How is the weather?"),
                        AssistantMessage.builder().toolCalls(List.of(call)).build(),
                        ToolResponseMessage.builder().responses(List.of(result)).build()),
                ToolCallingChatOptions.builder().toolCallbacks(tool).build());
        var request = Requests.of("model", ChatOptions.builder().build()).convert(prompt);
        assertThat(request.tools()).singleElement().satisfies(t -> {
            assertThat(t.name()).isEqualTo("weather");
            assertThat(t.description()).isEqualTo("The weather of a town");
            assertThat(JsonMapper.shared().readTree(t.parameters()).isObject()).isTrue();
        });
        assertThat(request.messages().get(1).toolCalls()).containsExactly(new Message.ToolCall("1", "weather", "{}"));
        assertThat(request.messages().get(2)).isEqualTo(Message.tool("1", "rain"));
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
