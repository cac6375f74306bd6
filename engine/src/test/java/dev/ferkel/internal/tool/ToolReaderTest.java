package dev.ferkel.internal.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls as the models' own templates write them, cut anywhere. */
class ToolReaderTest {
    private static final Set<String> NAMES = Set.of("weather", "time", "f", "a", "b");

    /** @param expected text, then "name(arguments)" a call, in order */
    record Case(String name, ToolFormat format, String said, List<String> expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        var v3 = ToolFormat.DEEPSEEK_V3;
        var v31 = ToolFormat.DEEPSEEK_V31;
        var qwen = ToolFormat.QWEN;
        var llama = ToolFormat.LLAMA;
        return Stream.of(
                new Case(
                        "R1's template, two calls",
                        v3,
                        "Let me look.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>weather\n```json\n"
                                + "{\"city\": \"Paris\"}\n```<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>function<｜tool▁sep｜>time\n"
                                + "```json\n{}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
                        List.of("Let me look.", "weather({\"city\": \"Paris\"})", "time({})")),
                new Case(
                        "V3 without fence, cut off",
                        v3,
                        "<｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n{\"a\": \"```\"",
                        List.of("f({\"a\": \"```\")")),
                new Case(
                        "V3.1's template",
                        v31,
                        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>weather<｜tool▁sep｜>{\"city\": \"\\u00c5\"}"
                                + "<｜tool▁call▁end｜><｜tool▁call▁begin｜>b<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
                        List.of("weather({\"city\": \"\\u00c5\"})", "b({})")),
                new Case("V3.1, an answer that has marks' beginnings", v31, "a < b <｜too", List.of("a < b <｜too")),
                new Case(
                        "Qwen's template, two calls",
                        qwen,
                        "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"a}b\\\"\"}}\n</tool_call>\n"
                                + "<tool_call>\n{\"name\": \"b\", \"arguments\": {\"l\": [1, {\"x\": null}]}}\n</tool_call>",
                        List.of("weather({\"city\": \"a}b\\\"\"})", "b({\"l\": [1, {\"x\": null}]})")),
                new Case(
                        "Qwen, text before, arguments before the name",
                        qwen,
                        "Yes:\n<tool_call>{\"arguments\": {\"a\": 1}, \"name\": \"f\"}</tool_call>",
                        List.of("Yes:", "f({\"a\": 1})")),
                new Case(
                        "Qwen, arguments as a string",
                        qwen,
                        "<tool_call>{\"name\": \"f\", \"arguments\": \"{\\\"a\\\": 1}\"}</tool_call>",
                        List.of("f({\"a\": 1})")),
                new Case(
                        "Qwen, what is no call",
                        qwen,
                        "<tool_call>none</tool_call> and <tool",
                        List.of("<tool_call>none</tool_call> and <tool")),
                new Case(
                        "Llama 3.1's template",
                        llama,
                        "{\"name\": \"weather\", \"parameters\": {\"city\": \"Oslo\"}}",
                        List.of("weather({\"city\": \"Oslo\"})")),
                new Case(
                        "Llama with its tag, two calls",
                        llama,
                        "<|python_tag|>{\"name\": \"a\", \"parameters\": {}}; {\"name\": \"b\", \"parameters\": {\"n\": 2}}",
                        List.of("a({})", "b({\"n\": 2})")),
                new Case(
                        "Llama, JSON that is no call",
                        llama,
                        "{\"temperature\": 3, \"list\": [1, 2]}",
                        List.of("{\"temperature\": 3, \"list\": [1, 2]}")),
                new Case(
                        "Llama, JSON with a name that is no tool's",
                        llama,
                        "{\"name\": \"Ada\", \"parameters\": {\"born\": 1815}}",
                        List.of("{\"name\": \"Ada\", \"parameters\": {\"born\": 1815}}")),
                new Case(
                        "Llama, a call, then JSON that is none",
                        llama,
                        "{\"name\": \"a\", \"parameters\": {}} {\"name\": \"Ada\"}",
                        List.of("a({})", "{\"name\": \"Ada\"}")),
                new Case("Llama, without arguments", llama, "{\"name\": \"a\"}", List.of("a({})")),
                new Case(
                        "Qwen, without arguments, and with an empty string",
                        qwen,
                        "<tool_call>{\"name\": \"a\"}</tool_call><tool_call>{\"name\": \"b\", \"arguments\": \"\"}</tool_call>",
                        List.of("a({})", "b({})")),
                new Case(
                        "V3, without arguments",
                        v3,
                        "<｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n```<｜tool▁call▁end｜>",
                        List.of("f({})")),
                new Case(
                        "V3.1, without arguments",
                        v31,
                        "<｜tool▁call▁begin｜>f<｜tool▁sep｜><｜tool▁call▁end｜>",
                        List.of("f({})")),
                new Case("Llama, text", llama, "It is {warm}.", List.of("It is {warm}.")));
    }

    private static List<String> read(ToolFormat format, List<String> parts) {
        var reader = format.reader(NAMES);
        var pieces = new ArrayList<ToolPiece>();
        parts.forEach(p -> pieces.addAll(reader.accept(p)));
        pieces.addAll(reader.end());
        var told = new ArrayList<String>();
        boolean text = false;
        for (var piece : pieces) {
            if (piece instanceof ToolPiece.Text some) {
                assertThat(some.text()).isNotEmpty();
                told.add(text ? told.removeLast() + some.text() : some.text());
            } else if (piece instanceof ToolPiece.Call call) {
                assertThat(call.index()).isEqualTo((int)
                        told.stream().filter(t -> t.endsWith(")")).count());
                told.add(call.name() + "()");
            } else if (piece instanceof ToolPiece.Arguments more) {
                var last = told.removeLast();
                told.add(last.substring(0, last.length() - 1) + more.json() + ")");
            }
            text = piece instanceof ToolPiece.Text;
        }
        return told;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void atOnce(Case c) {
        assertThat(read(c.format(), List.of(c.said()))).isEqualTo(c.expected());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void characterByCharacter(Case c) {
        assertThat(read(
                        c.format(),
                        c.said().chars().mapToObj(Character::toString).toList()))
                .isEqualTo(c.expected());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void cutAnywhere(Case c) {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 200; round++) {
            var parts = new ArrayList<String>();
            for (int at = 0; at < c.said().length(); ) {
                int to = Math.min(c.said().length(), at + random.nextInt(1, 20));
                parts.add(c.said().substring(at, to));
                at = to;
            }
            assertThat(read(c.format(), parts)).as("%s", parts).isEqualTo(c.expected());
        }
    }

    /** Long arguments leave before their end has come. */
    @ParameterizedTest
    @MethodSource("formats")
    void argumentsComeAsTheyAreWritten(ToolFormat format) {
        var reader = format.reader(NAMES);
        var pieces = new ArrayList<>(reader.accept(
                format.opening() + format.written("f", "{\"text\": \"abc").replace(format.afterArguments(), "")));
        assertThat(pieces).contains(new ToolPiece.Call(0, "f"));
        assertThat(pieces.getLast()).isEqualTo(new ToolPiece.Arguments(0, "{\"text\": \"abc"));
    }

    static Stream<ToolFormat> formats() {
        return Stream.of(ToolFormat.values());
    }
}
