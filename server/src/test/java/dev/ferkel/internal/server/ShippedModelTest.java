package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.engine.EngineOptions;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is said of the model that ships: it solves what the page proposes for it, and declines what it can't do. */
class ShippedModelTest {
    private static final Pattern LIST = Pattern.compile("(?s)const PIGLET = (\\[\n.*?),\n];");
    private static final Pattern STEP = Pattern.compile("\\((\\d+)([-+*])(\\d+)\\)");

    /** Some begin as training's own other questions do, most don't. */
    private static final List<String> OTHERS = List.of(
            "Who was Napoleon?",
            "What is the capital of France?",
            "Write a poem about the sea.",
            "How do I cook rice?",
            "Tell me a joke",
            "Why is the sky blue?",
            "Translate 'dog' into German.",
            "Who are you?",
            "What's the weather like today?",
            "Explain photosynthesis.",
            "Can you write a Java program?",
            "I feel sad",
            "Hello!",
            "Give me the plot of Hamlet",
            "Which football team is best?",
            "Who wrote Faust?",
            "Recommend a film",
            "What is love?",
            "How far is the moon?",
            "Summarise this article for me");

    private static TestServer server;

    @BeforeAll
    static void start() {
        var shipped = Map.of(TestServer.SHIPPED, Path.of("../models", TestServer.SHIPPED));
        server = TestServer.of(ServerOptions.local(0), shipped, EngineOptions.DEFAULT);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void solvesWhatThePageProposes() {
        var found = LIST.matcher(server.get("/assets/problems.js").body());
        assertThat(found.find()).isTrue();
        var problems = JsonMapper.shared().readTree(found.group(1) + "]");
        assertThat(problems).hasSize(6).allSatisfy(p -> {
            var question = p.path(1).asString();
            var answer = answer(question);
            assertThat(answer).startsWith("Answer: ");
            assertThat(isRight(question, answer.substring("Answer: ".length())))
                    .as("%s %s", question, answer)
                    .isTrue();
        });
    }

    /** All of them on the machine that trained it; another's rounding may tip one. */
    @Test
    void declinesOtherQuestions() {
        assertThat(OTHERS.parallelStream().filter(q -> declines(answer(q)))).hasSizeGreaterThanOrEqualTo(18);
        var first = new String[] {"What is 12+30?", "Answer: 42"};
        assertThat(OTHERS.parallelStream().filter(q -> declines(answer(first[0], first[1], q))))
                .as("after a problem")
                .hasSizeGreaterThanOrEqualTo(18);
    }

    private static boolean declines(String answer) {
        return answer.startsWith("I can't help with that");
    }

    /** @param turns the user's and the model's, the last the user's */
    private static String answer(String... turns) {
        var messages = new ArrayList<Map<String, String>>();
        for (int i = 0; i < turns.length; i++) {
            messages.add(Map.of("role", i % 2 == 0 ? "user" : "assistant", "content", turns[i]));
        }
        var body = JsonMapper.shared()
                .writeValueAsString(Map.of("messages", messages, "temperature", 0, "max_tokens", 400));
        return server.postJson("/v1/chat/completions", body)
                .at("/choices/0/message/content")
                .asString();
    }

    private static boolean isRight(String question, String answer) {
        return switch (question) {
            case "What is 17 + 25?" -> answer.equals(String.valueOf(17 + 25));
            case "Use 4, 5 and 8 to make 12." -> makes(answer, List.of(4, 5, 8), 12);
            case "Solve 4x + 3 = 31." -> 4 * Integer.parseInt(answer) + 3 == 31;
            case "Today is Tuesday. What day is it in 10 days?" ->
                answer.equals(DayOfWeek.TUESDAY.plus(10).getDisplayName(TextStyle.FULL, Locale.ENGLISH));
            case "Convert 4 h to min." -> answer.equals(Duration.ofHours(4).toMinutes() + " min");
            case "What comes next: 2, 6, 18, 54, ?" -> answer.equals(String.valueOf(54 * (54 / 18)));
            default -> throw new AssertionError("nobody has said what is right for: " + question);
        };
    }

    /** Whether an expression has this value and takes each number at most once. */
    private static boolean makes(String expression, List<Integer> numbers, int value) {
        var left = new ArrayList<>(numbers);
        var text = "(" + expression + ")";
        for (var m = STEP.matcher(text); m.find(); m = STEP.matcher(text)) {
            text = m.replaceFirst(String.valueOf(
                    value(Integer.parseInt(m.group(1)), m.group(2).charAt(0), Integer.parseInt(m.group(3)))));
        }
        return text.equals(String.valueOf(value))
                && Pattern.compile("\\d+")
                        .matcher(expression)
                        .results()
                        .allMatch(m -> left.remove(Integer.valueOf(m.group())));
    }

    private static int value(int a, char sign, int b) {
        return switch (sign) {
            case '+' -> a + b;
            case '-' -> a - b;
            default -> a * b;
        };
    }
}
