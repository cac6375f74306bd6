package dev.ferkel.internal.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates that would take for ever, fill the heap or overflow the stack end in one line that says so. */
class HostileTemplatesTest {
    private static String render(String template) {
        var message = Map.of("role", "user", "content", "hello ".repeat(100));
        return JinjaTemplate.compile("t.jinja", template)
                .render(Map.of("messages", List.of(message), "long", "a".repeat(1_000_000)));
    }

    private static void fails(String template, String... words) {
        assertThatThrownBy(() -> render(template))
                .isInstanceOf(FerkelException.class)
                .hasMessageContainingAll(words)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    /** Which limit is met first is no matter. */
    private static void runsOut(String template) {
        assertThatThrownBy(() -> render(template))
                .isInstanceOf(FerkelException.class)
                .hasMessageMatching("t\\.jinja: the template (takes|makes) .*more than \\d+ .*");
    }

    /** Lists that hold the one before twice: 2^40 leaves in forty objects. */
    private static final String TREE =
            "{% set n = namespace(a=[1], b=[1]) %}{% for i in range(40) %}{% set n.a = [n.a, n.a] %}"
                    + "{% set n.b = [n.b, n.b] %}{% endfor %}";

    private static final String TUPLES =
            "{% set n = namespace(a=(1,)) %}{% for i in range(40) %}{% set n.a = (n.a, n.a) %}{% endfor %}";
    private static final String DEEP =
            "{% set n = namespace(a=[1]) %}{% for i in range(90000) %}{% set n.a = [n.a] %}{% endfor %}";

    @Test
    void work() {
        runsOut("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}");
        fails("{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}", "nested more than 120 deep");
        runsOut("{% macro f(n) %}{% if n > 0 %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(100) }}");
        runsOut("{% for i in range(99999) %}{{ 'x' in range(99999) }}{% endfor %}");
        runsOut("{% for i in range(99999) %}{% if " + "1 and ".repeat(1000) + "1 %}{% endif %}{% endfor %}");
        runsOut("{% for i in range(99999) %}{% if long == long ~ '' %}{% endif %}{% endfor %}");
        runsOut("{% for i in range(99999) %}{% if long.count('b') %}{% endif %}{% endfor %}");
        runsOut("{% for i in range(99999) %}{% if (long ~ 'b') in (long ~ long) %}{% endif %}{% endfor %}");
        runsOut("{% for i in range(99999) %}{% if long | length %}{% endif %}{% endfor %}");
        runsOut("{% for i in range(99999) %}{% if long[500000] %}{% endif %}{% endfor %}");
        runsOut("{% for i in range(99999) %}{{ 7 ** 5000 % 11 }}{% endfor %}");
        fails("{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}", "nested more than 120 deep");
        runsOut("{% for i in range(99999) %}{{ strftime_now('%B' * 10000) }}{% endfor %}");
        runsOut("{% for i in range(99999) %}{% set x = '%.999f' % 1e308 %}{% endfor %}");
    }

    @Test
    void output() {
        runsOut("{{ 'a' * 10 ** 9 }}");
        runsOut("{{ 10 ** 9 * 'a' }}");
        runsOut("{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}");
        runsOut("{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}");
        runsOut("{% for i in range(99999) %}" + "x".repeat(5000) + "{% endfor %}");
        runsOut("{% for i in range(99999) %}{{ long }}{% endfor %}");
        fails("{{ range(10 ** 9) }}", "Range too big");
        runsOut("{{ [1] * 10 ** 9 }}");
        runsOut("{{ (long * 9) | list }}");
        runsOut("{{ ([long] * 1000) | tojson }}");
        runsOut("{{ [long] * 1000 }}");
        runsOut("{{ ([long] * 1000) | join(',') }}");
        runsOut("{{ ('{0}' * 1000).format(long) }}");
        fails("{{ ('%s' * 1000) % long }}", "not enough arguments");
        runsOut("{{ (('%s' * 1000) | format(" + "long, ".repeat(999) + "long)) }}");
        runsOut("{{ long.replace('a', long) }}");
        runsOut("{{ long.ljust(10 ** 9) }}");
        runsOut("{{ long | indent(10 ** 9) }}");
        runsOut("{{ ('\\n' * 10 ** 6) | indent(1000) }}");
        runsOut("{{ [1] | batch(10 ** 9, 0) }}");
        fails("{{ 10 ** 10000 }}", "an integer has more than");
        fails(
                "{% set n = namespace(i=10) %}{% for i in range(99) %}{% set n.i = n.i * n.i %}{% endfor %}",
                "an integer has more than");
        runsOut("{% macro f() %}{{ long }}{% endmacro %}{% for i in range(999) %}{% set x = f() %}{% endfor %}");
        runsOut("{{ ({'a': long} | tojson(indent=10 ** 9)) * 99 }}");
    }

    @Test
    void sharedAndDeepValues() {
        runsOut(TREE + "{{ n.a }}");
        runsOut(TREE + "{{ n.a | tojson }}");
        runsOut(TREE + "{{ n.a == n.b }}");
        runsOut(TREE + "{{ n.a < n.b }}");
        fails(TREE + "{{ {n.a: 1} }}", "unhashable type: 'list'");
        fails(TREE + "{{ [n.a, n.a] | unique | list }}", "unhashable type: 'list'");
        runsOut(TUPLES + "{{ {n.a: 1} }}");
        runsOut(TUPLES + "{{ n.a in {} }}");
        runsOut(TUPLES + "{{ [n.a, n.a] | unique | list }}");
        fails(DEEP + "{{ n.a }}", "nested too deeply");
        fails(DEEP + "{{ n.a == [n.a] }}", "nested too deeply");
        fails(DEEP + "{{ n.a | tojson }}", "nested too deeply");
        fails("{% set n = namespace() %}{% set n.n = n %}{{ n }}", "nested too deeply");
        assertThat(render("{% set n = namespace() %}{% set n.n = n %}{{ n == n }}"))
                .isEqualTo("True");
        assertThat(render("{% set n = namespace(a=1) %}{{ n }}")).isEqualTo("<Namespace {'a': 1}>");
    }

    @Test
    void syntax() {
        fails("{{ " + "(".repeat(100_000) + ")".repeat(100_000) + " }}", "t.jinja:1", "nested more than 120 deep");
        fails("{{ " + "not ".repeat(100_000) + "1 }}", "nested more than 120 deep");
        fails("{{ " + "-".repeat(100_000) + "1 }}", "nested more than 120 deep");
        fails("{{ " + "[".repeat(100_000) + "]".repeat(100_000) + " }}", "nested more than 120 deep");
        fails("{% if 1 %}".repeat(20_000), "nested more than 60 deep");
        fails("{% if 1 %}" + "{% elif 1 %}".repeat(40_000), "nested too deeply");
        fails("{{ 1" + " + 1".repeat(200_000) + " }}", "nested too deeply");
        fails("{{ 1" + " | abs".repeat(100_000) + " }}", "nested too deeply");
        fails("x".repeat(2 << 20), "2097152 characters, more than 1048576");
        fails("{{ 'a", "t.jinja:1", "a text is not closed");
        fails("{{ \"\\uZZZZ\" }}", "t.jinja:1", "truncated escape");
        fails("{{ \"\\UFFFFFFFF\" }}", "t.jinja:1");
        fails("{{", "t.jinja:1", "unexpected end of template");
        fails("{% raw %}", "t.jinja:1");
        fails("{#", "t.jinja:1");
        fails("{% \"endif\" %}", "t.jinja:1");
        fails("{{ a.\n\nb ? }}", "t.jinja", "unexpected char '?'");
        fails("{% break %}", "outside a loop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ (10 ** 400) | round }}",
                "{{ (1e308 * 10) | int }}",
                "{{ (1e308 * 10) | round }}",
                "{{ '%d' % (1e308 * 10) }}",
                "{{ '%d' % (1e308 * 10 - 1e308 * 10) }}",
                "{{ 'NaN' | float | round }}",
                "{{ [1, 'a'] | sort }}",
                "{{ [none, 1] | sort }}",
                "{{ [[1], ['a']] | max }}",
                "{{ 5 | groupby('a') }}",
                "{{ [1] | batch }}",
                "{{ [1] | map }}",
                "{{ [1] | map('nosuch') }}",
                "{{ [1] | selectattr }}",
                "{{ 1 // 0 }}",
                "{{ 1.0 % 0 }}",
                "{{ 'a'[9:1:-10 ** 30] }}",
                "{{ [1, 2][-10 ** 30:10 ** 30] }}",
                "{{ 'a' | indent(-5) }}",
                "{{ '{9999999999}'.format(1) }}",
                "{{ '%999d' % 5 }}",
                "{{ range(10 ** 30, -10 ** 30, -10 ** 29) }}",
                "{{ range(1, 5, 0) }}",
                "{{ 'a'.center(5) }}",
                "{{ loop.index }}",
                "{% for a, b in [1] %}{% endfor %}",
                "{% for a, b in 'abc' %}{% endfor %}",
                "{% set a.b = 1 %}",
                "{% call f() %}{% endcall %}",
                "{{ caller() }}",
                "{{ dict(**5) }}",
                "{{ dict(*5) }}",
                "{{ 1 is divisibleby 0 }}",
                "{{ none is divisibleby }}",
                "{{ raise_exception(raise_exception) }}",
                "{{ messages | tojson(indent='x') }}",
                "{{ messages | tojson(separators=5) }}",
                "{{ {1: {2: none}} | tojson(sort_keys=true) }}",
                "{{ {1: 1, 'a': 1} | tojson(sort_keys=true) }}",
                "{{ ''.split('') }}",
                "{{ 'a'.rpartition('') }}",
                "{{ 'a'.zfill(-10 ** 30) }}",
                "{{ strftime_now('%') }}",
                "{{ '\uD83D' ~ '\uDE00' | title }}",
                "{{ (10 ** 400) / 3 }}",
                "{{ 2 ** -1.5 }}",
                "{{ 1e999 }}",
                "{{ 1_000.5e-3_0 }}"
            })
    void oddValuesNeverEndInAnotherException(String template) {
        try {
            assertThat(render(template)).isNotNull();
        } catch (FerkelException e) {
            assertThat(e.getMessage().lines()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'{{ messages[0].content.nope.x }}', t.jinja: 'nope' is undefined",
        "'{{ raise_exception(\"a\nb\") }}', a\\nb"
    })
    void messagesNameTheTemplateAndAreOneLine(String template, String message) {
        fails(template, message);
    }

    @Test
    void aLongPromptIsNoHostileOne() {
        var turns = new java.util.ArrayList<Map<String, Object>>();
        for (int i = 0; i < 1000; i++) {
            turns.add(Map.of("role", i % 2 == 0 ? "user" : "assistant", "content", "Some words. ".repeat(300)));
        }
        var rendered = JinjaTemplate.compile(
                        "t.jinja",
                        "{% for m in messages %}{% if '</think>' in m.content %}{{ m.content.split('</think>')[-1] }}"
                                + "{% else %}<|{{ m.role }}|>{{ m.content | trim }}\n{% endif %}{% endfor %}")
                .render(Map.of("messages", turns));
        assertThat(rendered).hasSize(1000 * (3599 + 5) + 500 * ("user".length() + "assistant".length()));
    }
}
