package dev.ferkel.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.Ferkel;
import dev.ferkel.LocalModel;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Tools and formats by the model that ships, which knows of no tools: what it writes is held to them all the same. */
class ToolsTest {
    private static final ChatRequestParameters GREEDY = ChatRequestParameters.builder()
            .temperature(0.0)
            .maxOutputTokens(500)
            .build();

    private static final ToolSpecification WEATHER = ToolSpecification.builder()
            .name("weather")
            .description("The weather of a town")
            .parameters(JsonObjectSchema.builder()
                    .addEnumProperty("town", List.of("Paris", "Rome"))
                    .addEnumProperty("unit", List.of("celsius", "fahrenheit"))
                    .required("town", "unit")
                    .additionalProperties(false)
                    .build())
            .strict(true)
            .build();

    private static LocalModel model;

    enum Continent {
        AFRICA,
        AMERICA,
        ASIA,
        EUROPE
    }

    record Country(Continent continent, boolean island) {}

    interface Geographer {
        Country describe(String question);
    }

    @BeforeAll
    static void load() {
        model = Ferkel.load(Path.of("../models/piglet-r1"));
    }

    @AfterAll
    static void close() {
        if (model != null) {
            model.close();
        }
    }

    private static ChatRequest.Builder asked(ToolChoice choice) {
        return ChatRequest.builder().toolSpecifications(WEATHER).toolChoice(choice);
    }

    private static void check(ToolExecutionRequest call) {
        assertThat(call.name()).isEqualTo("weather");
        assertThat(call.id()).isNotBlank();
        var arguments = JsonMapper.shared().readTree(call.arguments());
        assertThat(arguments.path("town").asString()).isIn("Paris", "Rome");
        assertThat(arguments.path("unit").asString()).isIn("celsius", "fahrenheit");
        assertThat(arguments.size()).isEqualTo(2);
    }

    @Test
    void aToolIsCalledAndItsResultTaken() {
        var chat = new FerkelChatModel(model, GREEDY).withThinking(false);
        var question = UserMessage.from("What is the weather in Paris, in celsius?");
        var response = chat.chat(asked(ToolChoice.REQUIRED).messages(question).build());
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        var calls = response.aiMessage().toolExecutionRequests();
        assertThat(calls).isNotEmpty().allSatisfy(ToolsTest::check);
        var result = ToolExecutionResultMessage.from(calls.getFirst(), "rain, 12 degrees");
        var last = chat.chat(asked(ToolChoice.NONE)
                .messages(question, response.aiMessage(), result)
                .build());
        assertThat(last.aiMessage().hasToolExecutionRequests()).isFalse();
        assertThat(last.aiMessage().text()).isNotBlank();
    }

    @Test
    void callsAreStreamed() throws Exception {
        var calls = new ArrayList<CompleteToolCall>();
        var handler = new FerkelStreamingChatModelTest.Handler() {
            @Override
            void first(PartialResponseContext context) {}

            @Override
            public void onCompleteToolCall(CompleteToolCall call) {
                calls.add(call);
            }
        };
        new FerkelStreamingChatModel(model, GREEDY)
                .withThinking(false)
                .chat(
                        asked(ToolChoice.REQUIRED)
                                .messages(UserMessage.from("How is the weather in Rome?"))
                                .build(),
                        handler);
        var requests = handler.end.get(5, TimeUnit.MINUTES).aiMessage().toolExecutionRequests();
        assertThat(calls).extracting(CompleteToolCall::toolExecutionRequest).isEqualTo(requests);
        assertThat(requests).isNotEmpty().allSatisfy(ToolsTest::check);
    }

    /** AI services hand a record's schema over, and read what comes into the record. */
    @Test
    void answersAreRecords() {
        var geographer = AiServices.builder(Geographer.class)
                .chatModel(new FerkelChatModel(model, GREEDY).withThinking(false))
                .build();
        assertThat(geographer.describe("Describe France.").continent()).isNotNull();
    }
}
