package dev.ferkel.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.Ferkel;
import dev.ferkel.LocalModel;
import dev.ferkel.error.FerkelException;
import dev.ferkel.testing.TinyChat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

/** Over a model whose greedy answer transformers computed. */
class FerkelChatModelTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    static Path folder;

    private static TinyChat tiny;
    private static LocalModel model;

    @BeforeAll
    static void load() {
        tiny = TinyChat.thinking(folder);
        model = Ferkel.load(folder);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static FerkelChatModel greedy() {
        return new FerkelChatModel(model, Greedy.OPTIONS);
    }

    private Prompt ask(ChatOptions.Builder<?> options) {
        return new Prompt(tiny.question(), options.build());
    }

    @Test
    void answerReasoningAndUsageAreTheOracles() {
        var response = greedy().call(new Prompt(tiny.question()));
        var output = response.getResult().getOutput();
        assertThat(output.getText()).isEqualTo(tiny.content());
        assertThat(output.getMetadata()).containsEntry("reasoningContent", tiny.reasoning());
        assertThat(response.getResult().getMetadata().getFinishReason()).isEqualTo("LENGTH");
        assertThat(response.getMetadata().getModel()).isEqualTo(model.name());
        var usage = response.getMetadata().getUsage();
        assertThat(usage.getPromptTokens()).isEqualTo(TinyChat.PROMPT_TOKENS);
        assertThat(usage.getCompletionTokens()).isEqualTo(TinyChat.ANSWER_TOKENS);
        assertThat(usage.getTotalTokens()).isEqualTo(TinyChat.PROMPT_TOKENS + TinyChat.ANSWER_TOKENS);
    }

    @Test
    void streamedPiecesAreTheAnswer() {
        var responses =
                greedy().stream(new Prompt(tiny.question())).collectList().block(LONG);
        var content = new StringBuilder();
        var reasoning = new StringBuilder();
        for (var response : responses) {
            var output = response.getResult().getOutput();
            content.append(output.getText());
            reasoning.append(output.getMetadata().getOrDefault("reasoningContent", ""));
        }
        assertThat(content).hasToString(tiny.content());
        assertThat(reasoning).hasToString(tiny.reasoning());
        var last = responses.getLast();
        assertThat(last.getResult().getMetadata().getFinishReason()).isEqualTo("LENGTH");
        assertThat(last.getMetadata().getUsage().getCompletionTokens()).isEqualTo(TinyChat.ANSWER_TOKENS);
    }

    @Test
    @Timeout(60)
    void cancelledSubscriptionEndsTheAnswer() throws InterruptedException {
        var endless = new FerkelChatModel(model);
        assertThat(endless.stream(new Prompt(tiny.question())).blockFirst(LONG)).isNotNull();
        while (model.stats().running() > 0) {
            Thread.sleep(1);
        }
    }

    @Test
    void messagesOfAllRolesArriveInOrder() {
        var q = tiny.question();
        var response = greedy().call(new Prompt(
                new SystemMessage(q.substring(0, 1)),
                new UserMessage(q.substring(1, 3)),
                new AssistantMessage(q.substring(3, 4)),
                new UserMessage(q.substring(4))));
        assertThat(response.getResult().getOutput().getText()).isEqualTo(tiny.content());
    }

    @Test
    void optionsOfThePromptGoBeforeDefaults() {
        var stop = tiny.content().substring(4, 7);
        var stopped = greedy().call(ask(ChatOptions.builder().stopSequences(List.of(stop))));
        assertThat(stopped.getResult().getOutput().getText())
                .isEqualTo(tiny.content().substring(0, 4));
        assertThat(stopped.getResult().getMetadata().getFinishReason()).isEqualTo("STOP");
        var top = greedy().call(ask(ChatOptions.builder().temperature(2.0).topK(1)));
        assertThat(top.getResult().getOutput().getText()).isEqualTo(tiny.content());
        top = greedy().call(ask(ChatOptions.builder().temperature(2.0).topP(0.0001)));
        assertThat(top.getResult().getOutput().getText()).isEqualTo(tiny.content());
    }

    /** The oracle's eighth token is its sixth once more. */
    @Test
    void penaltiesForbidTheSecondUse() {
        for (var options : List.of(
                ChatOptions.builder().presencePenalty(100.0),
                ChatOptions.builder().frequencyPenalty(100.0))) {
            var output = greedy().call(ask(options.maxTokens(8))).getResult().getOutput();
            assertThat(output.getMetadata().get("reasoningContent").toString())
                    .startsWith(tiny.reasoning().substring(0, 7))
                    .doesNotStartWith(tiny.reasoning().substring(0, 8));
        }
    }

    @Test
    void whatIsNotThereYetIsRefused() {
        refused(ask(ChatOptions.builder().model("gpt-9")), "asks for the model 'gpt-9'");
        var image = new Media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(new byte[1]));
        refused(message(UserMessage.builder().text("?").media(image).build()), "media of type image/png");
    }

    @Test
    void impossibleNumbersAreTheUsersMistake() {
        var prompt = ask(ChatOptions.builder().temperature(-1.0));
        assertThatThrownBy(() -> greedy().call(prompt))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("temperature is -1.0");
        assertThatThrownBy(() -> greedy().stream(prompt).blockLast(LONG)).isInstanceOf(FerkelException.class);
    }

    private static Prompt message(Message message) {
        return new Prompt(List.of(message));
    }

    private static void refused(Prompt prompt, String why) {
        assertThatThrownBy(() -> greedy().call(prompt))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(why);
    }
}
