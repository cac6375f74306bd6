package dev.ferkel.internal.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.grammar.GrammarMachine;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Grammars in llama.cpp's notation. */
class GbnfTest {
    /** As in llama.cpp's grammars/json.gbnf. */
    private static final String JSON = """
            root   ::= object
            value  ::= object | array | string | number | ("true" | "false" | "null") ws

            object ::=
              "{" ws (
                        string ":" ws value
                ("," ws string ":" ws value)*
              )? "}" ws

            array  ::=
              "[" ws (
                        value
                ("," ws value)*
              )? "]" ws

            string ::=
              "\\"" (
                [^"\\\\\\x7F\\x00-\\x1F] |
                "\\\\" (["\\\\bfnrt] | "u" [0-9a-fA-F]{4}) # escapes
              )* "\\"" ws

            number ::= ("-"? ([0-9] | [1-9] [0-9]{0,15})) ("." [0-9]+)? ([eE] [-+]? [0-9] [1-9]{0,15})? ws

            # Optional space: by convention, applied in this grammar after literal chars when allowed
            ws ::= | " " | "\\n" [ \\t]{0,20}
            """;

    private static boolean accepts(String grammar, String text) {
        return Reading.accepts(GrammarMachine.of(grammar), text);
    }

    @Test
    void json() {
        for (var text :
                new String[] {"{}", "{\"a\": [1, -2.5e1, {\"é\\n\": null}], \"b\":true}", "{\"x\":\"\\u00e9日\"}"}) {
            assertThat(accepts(JSON, text)).as(text).isTrue();
            assertThat(JsonMapper.shared().readTree(text).isObject()).isTrue();
        }
        for (var text :
                new String[] {"", "[]", "{\"a\"}", "{\"a\": 01}", "{\"a\": [1,]}", "{}}", "{\"a\": \"\u0001\"}"}) {
            assertThat(accepts(JSON, text)).as(text).isFalse();
        }
        var deep = "{\"a\":".repeat(300) + "1" + "}".repeat(300);
        assertThat(accepts(JSON, deep)).isTrue();
    }

    /** A context-free language that is no regular one, beside counting. */
    @Test
    void balanced() {
        var machine = GrammarMachine.of("root ::= (\"(\" root \")\" | \"[\" root \"]\")*");
        var random = new Random(3);
        for (int i = 0; i < 3000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(9); n > 0; n--) {
                text.append("()[]".charAt(random.nextInt(4)));
            }
            var rest = text.toString();
            for (int before = -1; before != rest.length(); ) {
                before = rest.length();
                rest = rest.replace("()", "").replace("[]", "");
            }
            assertThat(Reading.accepts(machine, text.toString()))
                    .as(text.toString())
                    .isEqualTo(rest.isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'root ::= \"a\"{2,3} \"b\"?', aab aaa, a aaaa aabb",
        "'root ::= x | y\nx ::= \"a\" x?\ny ::= [^a-c]+ .', aaa dd d日, a日 a? c",
        "'root ::= (\"a\"*)* \"b\"', b aaab, a",
        "'root ::= \"\" | \"ab\" \"\"', ab, a",
        "'root ::= [0-9]{2}-one # rest\n-one ::= \"\\x41\" | \"\\u00e9\" | \"\\U0001F600\"', 12A 34é 56😀, 1A 123A",
        "'root ::= e (\"+\" e)*\ne ::= [0-9]+ | \"(\" root \")\"', 1+(2+3) 12, 1+ (1",
        "'root ::= \"a\"{0,} \"\\\"\" [\\]\\-^]', a\"] \"- \"^, a\"a"
    })
    void small(String grammar, String in, String out) {
        for (var text : in.split(" ", -1)) {
            assertThat(accepts(grammar, text)).as(text).isTrue();
        }
        for (var text : out.split(" ", -1)) {
            assertThat(accepts(grammar, text)).as(text).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'root ::= root \"a\" | \"b\"', 'root'",
        "'root ::= x\nx ::= \"\"? y\ny ::= x \"a\"', left recursion",
        "'start ::= \"a\"', no rule 'root'",
        "'root ::= b', no rule 'b'",
        "'root ::= \"a', closed",
        "'root ::= (\"a\"', expected ')'",
        "'root ::= \"a\"\nroot ::= \"b\"', twice",
        "'root ::= <[12]>', tokens",
        "'root ::= \"a\"{3,2}', contradicts",
        "'root = \"a\"', '::='"
    })
    void refused(String grammar, String message) {
        assertThatThrownBy(() -> GrammarMachine.of(grammar))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void endsWhatNestsTooDeep() {
        var machine = GrammarMachine.of("root ::= \"(\" root \")\" | \"x\"");
        assertThatThrownBy(() -> Reading.accepts(machine, "(".repeat(5000)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("deep");
    }
}
