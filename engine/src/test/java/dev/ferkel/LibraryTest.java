package dev.ferkel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.Adapter;
import dev.ferkel.internal.model.AdapterConfig;
import dev.ferkel.internal.model.LowRank;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.testing.TinyChat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** The library over a model whose greedy answer transformers computed. */
class LibraryTest {
    @TempDir
    Path folder;

    private TinyChat tiny;
    private LocalModel model;

    @BeforeEach
    void load() {
        tiny = TinyChat.thinking(folder);
        model = Ferkel.load(folder);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private ChatRequest.Builder greedy() {
        return ChatRequest.builder()
                .message(Message.user(tiny.question()))
                .temperature(0)
                .maxTokens(TinyChat.ANSWER_TOKENS);
    }

    @Test
    void answerAndReasoningAreTheOracles() {
        var answer = model.chat(greedy().build());
        assertThat(answer.reasoning()).isEqualTo(tiny.reasoning());
        assertThat(answer.content()).isEqualTo(tiny.content());
        assertThat(answer.endReason()).isEqualTo(EndReason.LENGTH);
        assertThat(answer.truncated()).isTrue();
        assertThat(answer.promptTokens()).isEqualTo(TinyChat.PROMPT_TOKENS);
        assertThat(answer.completionTokens()).isEqualTo(TinyChat.ANSWER_TOKENS);
    }

    /** One that adds nothing changes nothing, one that adds much does. */
    @ParameterizedTest
    @CsvSource({"0,true", "1,false"})
    void adapters(float size, boolean same, @TempDir Path adapter) throws IOException {
        var module = "model.layers.0.self_attn.o_proj";
        try (var checkpoint = Checkpoint.open(folder);
                var arena = Arena.ofConfined()) {
            var weight = checkpoint.find(module + ".weight").orElseThrow();
            var tensors = Map.of(
                    LowRank.nameOfA(module), Tensor.of(arena, filled(weight.dim(1), 1), 1, weight.dim(1)),
                    LowRank.nameOfB(module), Tensor.of(arena, filled(weight.dim(0), size), weight.dim(0), 1));
            Adapter.write(adapter, new AdapterConfig("", 1, 1, false, List.of()), tensors);
        }
        try (var adapted = Ferkel.load(folder, LoadOptions.DEFAULT.withAdapter(adapter))) {
            assertThat(adapted.chat(greedy().build()).reasoning().equals(tiny.reasoning()))
                    .isEqualTo(same);
        }
    }

    private static float[] filled(long count, float value) {
        var values = new float[(int) count];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void stopTextEndsTheAnswer() {
        var stop = tiny.content().substring(4, 7);
        var answer = model.chat(greedy().stops(List.of(stop)).build());
        assertThat(answer.content()).isEqualTo(tiny.content().substring(0, 4));
        assertThat(answer.endReason()).isEqualTo(EndReason.STOP);
        assertThat(answer.truncated()).isFalse();
    }

    @Test
    void timeLimitEndsTheAnswer() {
        var answer = model.chat(greedy().timeLimit(Duration.ZERO).build());
        assertThat(answer.endReason()).isEqualTo(EndReason.TIME);
        assertThat(answer.truncated()).isTrue();
    }

    @Test
    void cancellationEndsTheAnswer() {
        try (var stream = model.stream(greedy().maxTokens(0).build())) {
            stream.next();
            stream.cancel();
            stream.forEachRemaining(piece -> {});
            assertThat(stream.answer().endReason()).isEqualTo(EndReason.CANCELLED);
        }
    }

    @Test
    void interruptEndsTheAnswerAndStaysSet() {
        Thread.currentThread().interrupt();
        var answer = model.chat(greedy().maxTokens(0).build());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(answer.endReason()).isEqualTo(EndReason.CANCELLED);
    }

    /** The oracle's answer, whose computation rounds as little or as much. */
    @Test
    void optionsChangeNoAnswer() {
        var options = LoadOptions.DEFAULT;
        for (var other : List.of(
                options.withExact(true),
                options.withCacheType(CacheType.F32),
                options.withLatentAttention(LatentAttention.LATENT),
                options.withLatentAttention(LatentAttention.EXPANDED),
                options.withDrafts(Drafts.OFF),
                options.withDrafts(Drafts.LOOKUP),
                options.withContextTokens(64).withCacheBytes(1 << 20))) {
            try (var loaded = Ferkel.load(folder, other)) {
                assertThat(loaded.chat(greedy().build()).content())
                        .as("%s", other)
                        .isEqualTo(tiny.content());
            }
        }
    }

    @Test
    void optionsThatDoNotFitAreRefused() {
        var options = LoadOptions.DEFAULT;
        try (var small = Ferkel.load(folder, options.withContextTokens(64))) {
            assertThat(small.contextTokens()).isEqualTo(64);
        }
        assertThatThrownBy(() -> Ferkel.load(folder, options.withDrafts(Drafts.MTP)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("the multi-token prediction module, which the model lacks");
        assertThatThrownBy(() -> Ferkel.load(folder, options.withCacheBytes(Long.MAX_VALUE)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("is more than the machine's");
        assertThatThrownBy(() -> Ferkel.load(folder, options.withCacheBytes(1)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("one page needs a cache of");
    }

    private long pageBytes(CacheType type) {
        var options = LoadOptions.DEFAULT.withCacheType(type).withCacheBytes(1);
        var refusal = catchThrowableOfType(FerkelException.class, () -> Ferkel.load(folder, options));
        return Long.parseLong(refusal.getMessage().replaceAll("\\D*(\\d+).*", "$1"));
    }

    @Test
    void cacheTypesTakeTheirBytes() {
        long f16 = pageBytes(CacheType.F16);
        assertThat(pageBytes(CacheType.F32)).isEqualTo(2 * f16);
        assertThat(pageBytes(CacheType.BF16)).isEqualTo(f16);
        assertThat(pageBytes(CacheType.Q8_0)).isEqualTo(f16 * 34 / 64);
    }

    /** The oracle's eighth token is its sixth once more. */
    @Test
    void presencePenaltyForbidsTheSecondUse() {
        var answer = model.chat(greedy().presencePenalty(100).build());
        assertThat(answer.reasoning() + answer.content())
                .startsWith(tiny.reasoning().substring(0, 7))
                .doesNotStartWith(tiny.reasoning().substring(0, 8));
    }

    @Test
    void impossibleRequestsAreRefused() {
        assertThatThrownBy(() -> model.chat(List.of()))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("no messages");
        assertThatThrownBy(
                        () -> model.chat(greedy().frequencyPenalty(Double.NaN).build()))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("frequency penalty is NaN");
    }

    /** By the model that ships, which knows of no tools: what it writes is held to them all the same. */
    @Test
    void toolsAndFormats() {
        try (var small = Ferkel.load(Path.of("../models/piglet-r1"))) {
            var weather = Tool.of("weather", "The weather of a town", """
                            {"type": "object", "properties": {"town": {"enum": ["Paris", "Rome"]}}, "required": ["town"],
                             "additionalProperties": false}""").withStrict();
            var asked = ChatRequest.builder()
                    .message(Message.user("How is the weather in Rome?"))
                    .temperature(0)
                    .thinking(false)
                    .maxTokens(400)
                    .tools(List.of(weather));
            var calling = small.chat(asked.toolUse(ToolUse.REQUIRED).build());
            assertThat(calling.toolCalls()).isNotEmpty().allSatisfy(c -> {
                assertThat(c.name()).isEqualTo("weather");
                assertThat(JsonMapper.shared()
                                .readTree(c.arguments())
                                .path("town")
                                .asString())
                        .isIn("Paris", "Rome");
            });
            var one = small.chat(
                    asked.toolUse(ToolUse.REQUIRED).severalCalls(false).build());
            assertThat(one.toolCalls()).hasSize(1);
            assertThat(one.endReason()).isEqualTo(EndReason.STOP);
            var call = calling.toolCalls().getFirst();
            var untold = small.chat(asked.toolUse(ToolUse.NONE).maxTokens(1).build());
            var told = small.chat(asked.message(calling.message())
                    .message(Message.tool(call.id(), "sunny"))
                    .toolUse(ToolUse.NONE)
                    .build());
            assertThat(told.toolCalls()).isEmpty();
            assertThat(told.promptTokens()).isGreaterThan(untold.promptTokens());

            var answer = small.chat(ChatRequest.builder()
                    .message(Message.user("A number?"))
                    .format(new AnswerFormat.Regex("[1-9]{3}"))
                    .build());
            assertThat(answer.content()).matches("[1-9]{3}");
            assertThat(answer.endReason()).isEqualTo(EndReason.STOP);
        }
    }

    @Test
    void schemasThatAreNoJson() {
        var format = greedy().format(new AnswerFormat.JsonSchema("{")).build();
        assertThatThrownBy(() -> model.chat(format))
                .isInstanceOf(FerkelException.class)
                .hasMessageStartingWith("the answer's format: the schema is no JSON");
        var tools = greedy().tools(List.of(Tool.of("f", "", "no"))).build();
        assertThatThrownBy(() -> model.chat(tools)).hasMessageStartingWith("tool 'f': the schema is no JSON");
        var none = greedy().toolUse(ToolUse.REQUIRED).build();
        assertThatThrownBy(() -> model.chat(none)).hasMessageContaining("has none");
    }
}
