package dev.ferkel.internal.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates that would take all time, stack or memory end in an error; the time-out is only there to end a hang. */
@Timeout(120)
class HostileTemplateTest {
    private static String render(String source) {
        return JinjaTemplate.compile("template", source).render(Map.of());
    }

    private static void fails(String source) {
        assertThatThrownBy(() -> render(source)).isInstanceOf(FerkelException.class);
    }

    /** {@code step} on a namespace n, as often as it takes to grow 2^40 times. */
    private static String doubling(String start, String step, String use) {
        return "{% set n = namespace(x=" + start + ", y=" + start + ") %}{% for i in range(40) %}{% set n.x = " + step
                + " %}{% set n.y = " + step.replace("n.x", "n.y") + " %}{% endfor %}" + use;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n.x + n.x",
                "n.x ~ n.x",
                "n.x * 2",
                "[n.x, n.x] | join",
                "n.x.replace('a', 'aa')",
                "'%s%s' % (n.x, n.x)",
                "'{}{}'.format(n.x, n.x)",
                "n.x.join(['a', 'a', 'a'])",
                "(n.x | tojson) ~ n.x",
                "n.x | replace('', 'a')",
                "n.x | indent(n.x | length, true)",
                "n.x.ljust(2 * (n.x | length), 'a')",
                "n.x | escape ~ n.x"
            })
    void textsThatDouble(String step) {
        fails(doubling("'aa'", step, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ n.x }}",
                "{{ n.x | tojson }}",
                "{{ n.x == n.y }}",
                "{{ n.x in [n.y] }}",
                "{{ [n.x, n.y] | sort }}",
                "{{ n.x < n.y }}",
                "{{ {n.x: 1} }}",
                "{{ [n.x, n.y] | unique | list }}",
                "{{ [n.x, n.y] | max }}",
                "{{ 'a' ~ n.x }}",
                "{{ n.x | string | length }}",
                "{{ n.x is eq n.y }}",
                "{{ [n.y].index(n.x) }}",
                "{{ [n.y, n.y].count(n.x) }}",
                "{{ {'a': 1}[n.x] }}",
                "{{ {'a': 1}.get(n.x) }}",
                "{{ [n.x] | join(',') }}",
                "{{ '%s' % [n.x] }}",
                "{{ '{}'.format(n.x) }}",
                "{{ n.x | upper }}",
                "{{ [{'k': n.x}, {'k': n.y}] | groupby('k') }}",
                "{{ {'a': n.x} == {'a': n.y} }}",
                "{{ n.x in {'a': 1} }}",
                "{{ raise_exception(n.x) }}",
                "{{ n.x | wordcount }}",
                "{{ n.x | tojson(indent=4) }}",
                "{{ {'k': n.x, 'l': n.y} | dictsort(by='value') }}",
                "{{ loop | default(n.x) }}"
            })
    void structuresThatShareTheirParts(String use) {
        fails(doubling("[1]", "[n.x, n.x]", use));
        fails(doubling("(1,)", "(n.x, n.x)", use));
        fails(doubling("{'a': 1}", "{'a': n.x, 'b': n.x}", use));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 'x' * 10**9 }}",
                "{{ 10**9 * 'x' }}",
                "{{ [1] * 10**9 }}",
                "{{ range(10**9) }}",
                "{{ range(0, 0 - 10**12, 0 - 1) }}",
                "{{ 10**10**10**10**10 }}",
                "{{ 7 ** 999999 }}",
                "{{ '%999999999d' % 1 }}",
                "{{ ['x' * 10**6] * 10**6 | join }}",
                "{{ ('x' * 10**6).join(range(10000)) }}",
                "{{ range(10000) | join('x' * 10**6) }}",
                "{{ ('a' * 10**6).replace('a', 'b' * 10**6) }}",
                "{{ ('a' * 10**6) | replace('a', 'b' * 10**6) }}",
                "{{ ('{0}' * 10**6).format('x' * 10**6) }}",
                "{{ ('%s' * 10**5) % (['x' * 10**6] * 10**5) }}",
                "{{ ('%999d' * 10**5) % ((1,) * 10**5) }}",
                "{{ '\\n' * 10**6 | indent(10**6) }}",
                "{{ 'x' | indent(10**12, true) }}",
                "{{ ('\\n' * 10**6) | indent('y' * 10**6) }}",
                "{{ [1] | batch(10**9, 'x') | list }}",
                "{{ range(1000) | batch(10**6, 'x') }}",
                "{{ 'a'.ljust(10**9) }}",
                "{{ 'a'.zfill(10**9) }}",
                "{{ 'a'.rjust(10**6, 'b' * 10**6) }}",
                "{{ [1, [2, [3]]] | tojson(separators=('x' * 10**6, 'y')) | length }}{{ range(10**5) | tojson(separators=('x' * 10**6, 'y')) }}",
                "{{ range(10**5) | list | tojson(indent=10**9) | length }}{{ ([[1]*100]*1000) * 1000 | tojson(indent=64) }}",
                "{{ strftime_now('%B' * 10**6) }}",
                "{{ (('a ' * 10**6).split() * 10**3) | length }}",
                "{% for i in range(100000) %}{{ ('a' * 10**6).split('a') | length }}{% endfor %}",
                "{% for i in range(100000) %}{{ ('a' * 10**6).rsplit('a', 10**6 - 1) | length }}{% endfor %}",
                "{% for i in range(100000) %}{{ ('a ' * 10**5).rsplit(none, 99999) | length }}{% endfor %}",
                "{% for i in range(100000) %}{{ ('a' * 10**6 ~ 'b') in ('a' * 4 * 10**6) }}{% endfor %}",
                "{% set a = 'a' * 4000000 %}{% set b = 'a' * 2000000 ~ 'b' %}{{ b in a }}{{ a.find(b) }}{{ a.count(b) }}{{ a.split(b) | length }}",
                "{% set a = 'a' * 4000000 %}{{ a.startswith((a,) * 1000000) }}{% for i in range(10000) %}{{ a.startswith((a ~ 'b', a)) }}{% endfor %}",
                "{% set a = 'a' * 4000000 %}{{ a.strip(a) }}{% for i in range(100000) %}{{ a.strip(a) }}{% endfor %}",
                "{% set a = 'a' * 4000000 %}{% for i in range(100000) %}{{ a[i] }}{% endfor %}",
                "{% set a = 'a' * 4000000 %}{% for i in range(100000) %}{% set b = a[::-1] %}{% endfor %}",
                "{% set a = 'a' * 4000000 %}{% for i in range(100000) %}{{ a | length }}{% endfor %}",
                "{% set a = 'a' * 4000000 %}{% for i in range(100000) %}{{ a == a ~ '' }}{% endfor %}",
                "{% set a = 'a' * 4000000 %}{% for i in range(100000) %}{{ a < a ~ 'b' }}{% endfor %}",
                "{% set a = 'a' * 4000000 %}{% for i in range(100000) %}{{ a is upper }}{% endfor %}",
                "{% for i in 'a' * 4000000 %}{{ i }}{% endfor %}",
                "{{ 'a' * 4000000 | list | length }}{{ ('a' * 4000000) | list }}",
                "{% set n = namespace(x=[]) %}{% for i in range(100000) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x }}",
                "{% set n = namespace(x=[]) %}{% for i in range(100000) %}{% set n.x = n.x + [range(100000)] %}{% endfor %}",
                "{% set n = namespace(x=[]) %}{% for i in range(100000) %}{% set n.x = n.x + [i] %}{% endfor %}",
                "{% set n = namespace(x=1) %}{% for i in range(100000) %}{% set n.x = n.x * 1000003 %}{% endfor %}",
                "{% set n = namespace() %}{% set n.x = n %}{{ n }}",
                "{% set n = namespace() %}{% set n.x = [n] %}{{ n == namespace(x=[n]) }}{{ n }}",
                "{% for a in range(100000) %}{% for b in range(100000) %}{% for c in range(100000) %}{% endfor %}{% endfor %}{% endfor %}",
                "{% for a in range(100000) %}{% for b in range(100000) %}.{% endfor %}{% endfor %}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% macro m(x) %}{{ m(x) }}{{ m(x) }}{% endmacro %}{{ m(1) }}",
                "{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}",
                "{% for x in [1, 2] recursive %}{{ loop([x, x]) }}{% endfor %}",
                "{% macro m() %}{{ caller() }}{{ caller() }}{% endmacro %}{% macro o() %}{% call m() %}{{ o() }}{% endcall %}{% endmacro %}{{ o() }}",
                "{{ range(100000) | map('string') | map('list') | map('join') | list | sum(start='') }}",
                "{% for i in range(100000) %}{{ range(100000) | sort | first }}{% endfor %}",
                "{% for i in range(100000) %}{{ range(100000) | map('float') | unique | list | length }}{% endfor %}",
                "{% for i in range(100000) %}{{ 99999 in range(100000) }}{% endfor %}",
                "{% for i in range(100000) %}{{ i }}{% if i == 50000 %}{{ i.x.y }}{% endif %}{% endfor %}"
            })
    void bombs(String source) {
        fails(source);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 100_000})
    void depth(int n) {
        for (var pair : new String[][] {
            {"(", ")"}, {"[", "]"}, {"{'a':", "}"}, {"not ", ""}, {"- ", ""}, {"f(", ")"}, {"x[", "]"}
        }) {
            fails("{{ " + pair[0].repeat(n) + "1" + pair[1].repeat(n) + " }}");
        }
        for (var pair : new String[][] {
            {"{% if 1 %}", "{% endif %}"},
            {"{% for x in [1] %}", "{% endfor %}"},
            {"{% set x %}", "{% endset %}"},
            {"{% filter upper %}", "{% endfilter %}"},
            {"{% macro m() %}", "{% endmacro %}"},
            {"{% with %}", "{% endwith %}"}
        }) {
            fails(pair[0].repeat(n) + pair[1].repeat(n));
        }
    }

    /** What is long but not deep may succeed; it must only not break anything. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 1%s }}; + 1",
                "{{ 1%s }}; ~ 1",
                "{{ 'a'%s }};|upper",
                "{{ x%s }};.y",
                "{{ 1%s }}; if 1",
                "{{ 1%s }};==1",
                "{{ true%s }}; and true",
                "{% if 0 %}%s{% endif %};{% elif 0 %}",
                "{{ [%s] }};1,",
                "{{ 1 %s }};is number ",
                "{{ range%s }};(1)",
                "{{ 2%s }};**1",
                "{{ 'a'%s }}; 'b'"
            })
    void length(String parts) {
        var split = parts.split(";", 2);
        var source = split[0].replace("%s", split[1].repeat(50_000));
        try {
            assertThat(render(source)).isNotNull();
        } catch (FerkelException e) {
            assertThat(e.getMessage()).isNotEmpty().doesNotContain("\n");
        }
    }

    @Test
    void sourcesAreBounded() {
        fails("a".repeat(1 << 21));
        fails("{% raw %}".repeat(50_000));
        fails("{{".repeat(50_000));
        fails("{#".repeat(50_000));
        fails("{{ '" + "\\".repeat(100_001));
    }

    @Test
    void deepVariables() {
        Object deep = List.of();
        for (int i = 0; i < 100_000; i++) {
            deep = List.of(deep);
        }
        var variables = new HashMap<String, @Nullable Object>();
        variables.put("x", deep);
        assertThatThrownBy(() -> JinjaTemplate.compile("t", "{{ x }}").render(variables))
                .isInstanceOf(FerkelException.class);
    }

    /** A long conversation is far from all bounds. */
    @Test
    void whatIsUsualIsLeftAlone() {
        var message = Map.of("role", "user", "content", "word ".repeat(200));
        var template = ChatTemplate.of(
                "t",
                "{% set ns = namespace(text='', n=0) %}{% for m in messages %}{% if m.role == 'user' and 'word' in m.content %}"
                        + "{% set ns.n = ns.n + 1 %}{% set c = m.content.split('</think>')[-1] | trim %}"
                        + "{{ '<|' + m.role + '|>' + c + '\\n' }}{% endif %}{% endfor %}",
                null,
                null);
        var text = template.render(Collections.nCopies(2_000, message), null, true, Map.of());
        assertThat(text).hasSize(2_000 * (200 * 5 - 1 + 9));
    }
}
