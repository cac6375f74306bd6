package dev.ferkel.internal.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.chat.ReasoningSplitter.Start;
import dev.ferkel.internal.constraint.TokenConstraint;
import dev.ferkel.internal.tokenizer.Tokenizer;
import dev.ferkel.internal.tool.ToolChoice;
import dev.ferkel.internal.tool.ToolFormat;
import dev.ferkel.internal.tool.ToolSpec;
import dev.ferkel.testing.TinyChat;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What may come of what was asked for, byte by byte. */
class AnswerConstraintsTest {
    private static final String CALL = "<tool_call>\n{\"name\": \"f\", \"arguments\": {}}\n</tool_call>";

    @TempDir
    Path folder;

    private Tokenizer tokenizer;
    private int end;
    private AnswerConstraints constraints;

    @BeforeEach
    void start() {
        TinyChat.plain(folder);
        tokenizer = Tokenizer.load(folder.resolve("tokenizer.json"));
        end = tokenizer.id("</s>").orElseThrow();
        constraints = new AnswerConstraints(tokenizer, Set.of(end), ToolFormat.QWEN);
    }

    private static Ask ask(boolean parallel, OutputFormat format, Optional<Boolean> thinking) {
        var tool = new ToolSpec("f", "", JsonMapper.shared().createObjectNode().put("type", "object"), false);
        boolean calls = format instanceof OutputFormat.Text;
        return new Ask(
                List.of(Map.of("role", "user", "content", "a")),
                Optional.empty(),
                calls ? List.of(tool) : List.of(),
                calls ? new ToolChoice.Auto() : new ToolChoice.None(),
                parallel,
                format,
                thinking,
                UnaryOperator.identity(),
                0,
                List.of(),
                1,
                false,
                0,
                Optional.empty(),
                "");
    }

    private TokenConstraint behind(Ask ask, Start start, String said) {
        var constraint = (TokenConstraint) constraints.of(ask, start);
        for (int id : tokenizer.encode(said, false)) {
            assertThat(can(constraint, id))
                    .as("%s in '%s'", tokenizer.decode(new int[] {id}, false), said)
                    .isTrue();
            constraint.accept(id);
        }
        return constraint;
    }

    private static boolean can(TokenConstraint constraint, int id) {
        return BitSet.valueOf(constraint.allowed()).get(id);
    }

    /** Tools that need not be called and follow no schema. */
    @Test
    void oneCallAtMost() {
        assertThat(AnswerConstraints.constrains(ask(true, new OutputFormat.Text(), Optional.empty())))
                .isFalse();
        var one = ask(false, new OutputFormat.Text(), Optional.empty());
        assertThat(AnswerConstraints.constrains(one)).isTrue();
        assertThat(can(behind(one, Start.ANSWERING, "No need."), end)).isTrue();
        var called = behind(one, Start.ANSWERING, "Let me see. " + CALL);
        assertThat(BitSet.valueOf(called.allowed()).stream()).containsExactly(end);
    }

    /** The prompt leaves it to the model whether to think; a request may refuse it. */
    @Test
    void thoughtsOfItsOwn() {
        var format = new OutputFormat.Regex("yes|no");
        for (var thinking : List.of(Optional.<Boolean>empty(), Optional.of(true))) {
            var ask = ask(true, format, thinking);
            assertThat(can(behind(ask, Start.UNKNOWN, "yes"), end)).isTrue();
            assertThat(can(behind(ask, Start.UNKNOWN, "<think>\nHm.\n</think>\n\nno"), end))
                    .isTrue();
            assertThat(can(behind(ask, Start.UNKNOWN, "<think>yes"), end)).isFalse();
        }
        int tag = tokenizer.encode("<think>", false)[0];
        assertThat(can(behind(ask(true, format, Optional.of(false)), Start.UNKNOWN, ""), tag))
                .isFalse();
        assertThat(can(behind(ask(true, format, Optional.empty()), Start.ANSWERING, ""), tag))
                .isFalse();
    }
}
