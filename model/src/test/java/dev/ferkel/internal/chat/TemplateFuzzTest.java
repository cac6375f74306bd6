package dev.ferkel.internal.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ferkel.internal.fuzz.Fuzzing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as a chat template, compiled and rendered. */
class TemplateFuzzTest {
    static final String CHAT = """
            {%- set ns = namespace(first=true, system='') -%}
            {% for m in messages if m.role == 'system' %}{% set ns.system = ns.system ~ m['content'] | trim %}{% endfor %}
            {{- bos_token }}{% for message in messages -%}
              {%- if message.role == 'user' and not ns.first -%}{{ '<u>' + message.content }}
              {%- elif message['role'] in ['assistant', "tool"] -%}
                {{ message.content.split('</think>')[-1].strip() if message.content is string else 'none' }}
                {%- for call in message.tool_calls | default([]) %}{{ call.function.arguments | tojson }}{% endfor %}
              {%- else %}{{ raise_exception('odd role ' + message.role) if message.role is not defined }}{% endif %}
              {%- set ns.first = false %}{{ loop.index0 % 2 == 0 }}{{ loop.last or loop.previtem }}
            {%- endfor %}{% if add_generation_prompt %}<a>{% endif %}
            """;
    static final String REST = """
            {% macro f(a, b=2, c='x') %}{{ a }}{{ b * 3 // 2 ** 1 }}{{ caller() if caller }}{{ varargs }}{% endmacro %}
            {{ f(1, c=[1, 2.5, none, true, ('t',), {'k': 'v'}]) }}{% call f('a') %}{{ 1 < 2 <= 3 }}{% endcall %}
            {% filter upper %}a{{ 'b' | replace('b', 'c') }}{% endfilter %}{% with x = 1, y = 'z' %}{{ x ~ y }}{% endwith %}
            {% for k, v in messages[0].items() recursive %}{{ k }}{% if loop.first %}{{ loop({}.items()) }}{% endif %}
            {% else %}-{% endfor %}{% set block | indent(2) %}long{% endset %}{{ block }}{{ range(9)[1:8:2] | list }}
            {{ '%s %d %.2f' % ('a', 1, 2.5) }}{{ '{} {0}'.format(1) if false }}{{ messages | map(attribute='role') | join(',') }}
            {{ messages | selectattr('role', 'equalto', 'user') | list | length }}{# comment #}{{ [3, 1] | sort | first }}
            {{ 'a b'.split() | unique | list }}{{ {'b': 1, 'a': 2} | dictsort }}{{ 'abc'[::-1].title().rjust(9) }}
            {% raw %}{{ x }}{% endraw %}{{ strftime_now('%Y') | length }}{{ -7 % 3 }}{{ 'x' is in 'xy' }}{{ dict(a=1)['a'] }}
            """;

    /** A conversation, as the server hands it on. */
    static final Map<String, Object> VARIABLES = Map.of(
            "messages",
            List.of(
                    Map.of("role", "system", "content", " Be brief. "),
                    Map.of("role", "user", "content", "Hi"),
                    Map.of("role", "assistant", "content", "<think>x</think> Hello 😀", "tool_calls", List.of())),
            "bos_token",
            "<s>",
            "add_generation_prompt",
            true);

    static final String[] WORDS = {
        "{{",
        "}}",
        "{%",
        "%}",
        "{%-",
        "-%}",
        "{#",
        "#}",
        "for ",
        " in ",
        "endfor",
        "if ",
        "else",
        "endif",
        "elif ",
        "set ",
        "macro f()",
        "endmacro",
        "call f()",
        "endcall",
        "filter ",
        "raw",
        " is ",
        " not ",
        " and ",
        "(",
        ")",
        "[",
        "]",
        "|",
        "~",
        "*",
        "**",
        "//",
        "%",
        "recursive",
        "loop",
        "namespace()",
        "range(99999)",
        "9" + "9".repeat(30),
        "1e308",
        "'",
        "\"",
        "\\",
        ".",
        ",",
        ":",
        "=",
        "none",
        "break",
        "continue",
        "messages",
        "|tojson",
        "|list",
        "|join",
        "|sort",
        "|groupby('role')",
        "|batch(3, 'x')",
        "|map('upper')",
        "|int",
        "|round(2)",
        "|indent(3)",
        ".split()",
        ".replace('a', 'b')"
    };

    static Stream<byte[]> seeds() {
        return Stream.of(CHAT, REST).map(s -> s.getBytes(StandardCharsets.UTF_8));
    }

    @DictionaryEntries({"{{", "}}", "{%", "%}", "{#", "for ", " in ", "endfor", "if ", "endif", "set ", "macro "})
    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) {
        Fuzzing.check(TemplateFuzzTest::take, input);
    }

    @Test
    void mutations() {
        Fuzzing.mutate("chat template", seeds(), 20_000, TemplateFuzzTest::take, WORDS);
    }

    @Test
    void theSeedsAreTaken() {
        assertThat(seeds().toList()).allMatch(seed -> Fuzzing.check(TemplateFuzzTest::take, seed));
        assertThat(Arrays.stream(WORDS)).doesNotHaveDuplicates();
    }

    private static void take(byte[] input) {
        var template = JinjaTemplate.compile("t.jinja", new String(input, StandardCharsets.UTF_8));
        var once = template.render(VARIABLES);
        assertThat(once.length()).isLessThan(1 << 28);
        if (!new String(input, StandardCharsets.UTF_8).contains("now")) {
            assertThat(template.render(VARIABLES)).isEqualTo(once);
        }
    }
}
