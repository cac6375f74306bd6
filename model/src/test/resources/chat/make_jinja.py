"""What jinja2 renders of expressions, set up as transformers does for chat templates.

    pip install jinja2==3.1.6
    python make_jinja.py .      -> jinja.jsonl.gz: a line each: {"template", "context", "expected"} or {"template", "context", "error": true}
"""
import copy, gzip, json, sys
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
env.filters["tojson"] = lambda x, ensure_ascii=False, indent=None, separators=None, sort_keys=False: json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)
def raise_exception(message):
    raise ValueError(message)
env.globals["raise_exception"] = raise_exception

CONTEXT = {"s": "Hello, World", "u": "Grüße 世界 😀!", "e": "", "w": "  two  words\n", "n": 7, "f": 2.5, "t": True, "no": None, "l": [3, 1, 2], "m": ["b", "A", "c", "a"],
           "d": {"name": "fox", "age": 3, "items": 5}, "r": [{"n": "x", "v": 2}, {"n": "y", "v": 1}, {"n": "x", "v": 3}], "think": "<think>\nhm\n</think>\n\nyes", "nested": {"a": {"b": [10, {"c": "deep"}]}}}

STRINGS = ["s", "u", "e", "w", "think", "'a-b-c'", "'AbC dEf'", "'x'", "'12'", "'3.5'", "'aXbXc'", "'\\tq\\n'", "'ǆ ß'", "'it''s'", "\"it's\"", "'\\'\"'"]
METHODS = ["upper()", "lower()", "title()", "capitalize()", "swapcase()", "strip()", "lstrip()", "rstrip()", "strip('Hx!')", "lstrip('a-')", "rstrip('!😀')", "startswith('H')", "startswith(('x', 'a'))", "endswith('d')", "endswith('')",
           "split()", "split(' ')", "split('-', 1)", "split('X')", "split('-', 0)", "split(maxsplit=1)", "split(sep='-')", "split(none, 1)", "rsplit('-', 1)", "rsplit()", "rsplit(none, 1)", "splitlines()", "split('</think>')[-1]", "split('</think>')[0].split('<think>')[-1]",
           "partition('-')", "rpartition('-')", "partition('zz')", "replace('l', 'L')", "replace('l', '', 1)", "replace('', '.')", "find('o')", "find('zz')", "rfind('o')", "count('l')", "count('')", "index('o')",
           "isdigit()", "isalpha()", "isalnum()", "isspace()", "isupper()", "islower()", "zfill(5)", "ljust(15, '.')", "rjust(15)", "removeprefix('He')", "removesuffix('ld')", "join(['1', '2'])", "join(l)", "center(3)"]
FILTERS = ["upper", "lower", "title", "capitalize", "trim", "trim('Hd')", "length", "string", "list", "first", "last", "reverse", "reverse|list", "join('+')", "tojson", "int", "float", "int(5)", "wordcount", "escape", "default('x')", "default('x', true)", "replace('l', 'LL')",
           "indent", "indent(2, true)", "indent(2, first=true, blank=true)", "sort", "unique|list", "max", "min", "abs", "round", "sum", "items|list", "dictsort", "batch(2)|list", "map('upper')|list", "select|list", "select('string')|list", "reject('odd')|list", "groupby('n')|list", "format(1)"]
VALUES = ["s", "u", "e", "w", "n", "f", "t", "no", "l", "m", "d", "r", "undef", "(1, 2)", "[]", "{}", "-2.5", "'5'", "[1, 'a', none, 2.0]", "nested", "1e20", "0.1", "[true, 2, 1.5]"]
BINARY = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", ">=", "in", "not in", "and", "or"]
OPERANDS = ["7", "-3", "2.5", "'ab'", "'a'", "true", "none", "[1]", "[1, 2]", "(1,)", "{}", "{'a': 1}", "undef", "0", "''"]
TESTS = ["defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "true", "false", "mapping", "sequence", "iterable", "callable", "odd", "even", "divisibleby(2)", "lower", "upper", "in [7, 'x']", "eq 7", "ne 7", "gt 1", "sameas none", "not none"]
OTHERS = [
    "s[0]", "s[-1]", "s[1:4]", "s[::-1]", "s[::2]", "u[6]", "u[-2]", "u[6:9]", "l[-1]", "l[1:]", "l[:-1]", "l[::-1]", "l[10]", "l[-10]", "l['x']", "d['name']", "d.name", "d.items", "d.items()", "d.missing", "d['missing']", "d.missing.x", "d.get('name')", "d.get('zz')", "d.get('zz', 5)", "d.keys()|list", "d.values()|list",
    "nested.a.b[1].c", "nested['a']['b'][0]", "nested.a.x is defined", "'%s is %d' % ('x', 3)", "'%5.2f|%-5s|%05d|%x' % (3.14159, 'ab', 42, 255)", "'%s' % s", "'%d%%' % 5", "'%s %s' % (1,)", "'%q' % 1", "'{} {}'.format(1, 'b')", "'{0}{1}{0}'.format('a', 'b')", "'{x}'.format(x=5)", "'{{}}'.format()",
    "1 if t else 2", "1 if no", "'y' if l else 'n'", "not t", "not not no", "n > 3 and n < 10", "1 < 2 < 3", "3 > 2 > 2", "n is odd and f is float", "s is string", "undef is defined", "2 ** 3 ** 2", "-2 ** 2", "7 // -2", "-7 % 3", "7.5 // 2", "1 / 2", "10 / 5", "2 ** -1", "10 ** 20", "1e3", "1_000", "0.1 + 0.2", "1.0", "100.0 * 3", "3 * 'ab'", "[1] * 3", "(1,) + (2,)", "'a' 'b'", "'a' ~ 1 ~ none ~ true ~ 1.5",
    "[1, [2, 3], {'a': (4,)}]", "{'a': 1, 'b': [true, none]}", "{1: 2, 'x': 'y'}", "()", "(1,)", "{'k': 'it\\'s'}", "['\"', \"'\", '\\n', '\\\\']", "['é', '\\u00a0']", "r|map(attribute='n')|join(',')", "r|selectattr('v', 'gt', 1)|map(attribute='v')|list", "r|rejectattr('n', 'equalto', 'x')|list", "r|sort(attribute='v')|map(attribute='v')|list", "r|sort(attribute='v', reverse=true)|map(attribute='v')|list",
    "r|map(attribute='zz', default=0)|list", "r|sum(attribute='v')", "r|groupby('n')|length", "r|unique(attribute='n')|map(attribute='v')|list", "m|sort(case_sensitive=true)", "m|sort(reverse=true)", "m|map('upper')|join", "[1, 2, 3, 4, 5]|batch(2, 'x')|list", "d|dictsort(by='value')", "d|dictsort(reverse=true)", "d|tojson(indent=2)", "d|tojson(sort_keys=true, separators=(',', ':'))", "u|tojson(ensure_ascii=true)", "[1.0, 1e100, 1e-7, 123456789012345678]|tojson", "{'a': undef}|tojson",
    "'<\\u007f\\u2028>'|tojson", "3.7|round", "3.14159|round(2)", "2.5|round", "3.2|round(method='ceil')", "3.7|int", "'0x1f'|int", "'12abc'|int", "'12abc'|int(7)", "' 12 '|int", "'1e3'|float", "'abc'|float", "'inf'|float", "namespace(a=1).a", "range(5)|list", "range(2, 8, 3)|list", "range(3, 0, -1)|list", "range(0)|list", "dict(a=1)",
    "'a' in 'abc'", "'x' in d", "'name' in d", "1 in l", "none in [none]", "'' in ''", "[1] in [[1]]", "1 in 'a'", "true == 1", "1 == 1.0", "'1' == 1", "[1, 2] < [1, 3]", "'b' > 'a'", "(1, 2) == [1, 2]", "{'a': 1} == {'a': 1.0}", "1 < 'a'", "none < 1", "'😀' > '\\uffff'", "[[1]]|unique|list", "{[1]: 2}", "{(1, 2): 3}[(1, 2)]", "s.__class__", "s.upper", "''.join(['a', 1])", "l.append(1)", "d.update({})", "l.index(2)", "l.count(3)", "l.pop()",
    "s|upper|lower|title", "(s|upper)[0]", "s.upper()[0].lower()", "'a,b'.split(',')|last", "'-'.join(m|sort)", "l|sort|first", "-f|abs", "-n|string", "n|string ~ 'x'", "not s in ['x']", "s is not none", "undef|default('d')|upper", "undef.x|default('d')", "(1, 2)|tojson", "no|tojson", "t|tojson", "'a\\nb'|indent", "w|trim|length", "'%s' % (none,)", "'%s' % [1, 'a']", "'%r' % 'a'", "none ~ ''", "[none, true]|join('-')", "u|length", "u|reverse", "u|upper", "'İ'|lower", "'ΑΣ'|lower", "'ß'|upper", "'ǆ'|title", "'o\\'neil mc-donald'|title", "'o\\'neil mc-donald'.title()", "'tWO wORDS'|capitalize",
]
STATEMENTS = [
    "{% for x in l %}{{ loop.index }}/{{ loop.length }}:{{ x }}{{ ', ' if not loop.last }}{% endfor %}", "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "{% for x in l if x > 1 %}{{ x }}{{ loop.index }}{% else %}none{% endfor %}", "{% for x in [] %}{% else %}empty{% endfor %}",
    "{% for a, b in [(1, 2), [3, 4]] %}{{ a + b }} {% endfor %}", "{% for a, b in [(1, 2, 3)] %}{% endfor %}", "{% for c in 'abc' %}{{ c }}.{% endfor %}", "{% for x in n %}{% endfor %}", "{% for x in d %}{{ x }} {% endfor %}", "{% for x in l %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% endfor %}", "{% for x in l %}{% if x == 1 %}{% break %}{% endif %}{{ x }}{% endfor %}",
    "{% set x = 1 %}{% for i in l %}{% set x = x + i %}{% endfor %}{{ x }}", "{% set ns = namespace(x=1) %}{% for i in l %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set x %}a{{ n }}{% endset %}{{ x }}|{{ x|length }}", "{% set x | upper %}abc{% endset %}{{ x }}",
    "{% macro m(a, b=2, c='x') %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ m(1) }}{{ m(1, c=3) }}{{ m() }}", "{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, z=3) }}", "{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}in{% endcall %}", "{% macro m(x) %}{{ caller(x + 1) }}{% endmacro %}{% call(y) m(1) %}{{ y }}{% endcall %}",
    "{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}", "{% if n > 5 %}a{% elif n > 3 %}b{% else %}c{% endif %}", "{% if undef %}a{% endif %}b", "{% if undef.x %}a{% endif %}", "{% with a = 1, b = n %}{{ a + b }}{% endwith %}{{ a }}", "{% filter upper %}abc{{ s }}{% endfilter %}",
    "a\n  {% if t %}\n  b\n  {% endif %}\nc\n", "a  {{- n -}}  b", "a\n{%- if t -%}\n b \n{%- endif %}\n c", "{# c #}x\n{# d #}\ny", "  {%+ if t %}x{% endif %}", "{% raw %}{{ x }}{% endraw %}", "{%- raw -%} {{ x }} {%- endraw -%} y", "{% for x in l recursive %}{{ x }}{% endfor %}", "{% for x in [1, [2, [3]]] recursive %}{% if x is iterable %}({{ loop(x) }}){% else %}{{ x }}{% endif %}{% endfor %}",
    "{% for x in l %}{{ loop.cycle('a', 'b') }}{{ loop.changed(x > 1) }}{{ loop.previtem }}{{ loop.nextitem is defined }}{{ loop.revindex }}{{ loop.depth }}{% endfor %}", "{{ raise_exception('no') }}", "{% if no %}{{ raise_exception('no') }}{% endif %}ok", "{{ undef() }}", "{{ n() }}", "{{ s | nofilter }}", "{% if 0 %}{{ s | nofilter }}{% endif %}x", "{{ s is notest }}", "{% for x in l %}", "{{ s", "{% endif %}", "{{ }}", "{{ 1 + }}", "{{ (1 }}", "{% set 1 = 2 %}", "{{ 'a }}", "{{ a b }}",
    "{% set x = {'a': 1} %}{{ x.a }}{% set x = 2 %}{{ x }}", "{{ r[0].n ~ r[-1]['v'] }}", "{%- for m in r -%}{{ '<' ~ m.n ~ '>' }}{%- endfor -%}", "{% set ns = namespace() %}{% set ns.a = [1] %}{{ ns.a + [2] }}{{ ns.b }}", "{% set d.x = 1 %}", "{{ '\\x41\\u00e9\\n\\t\\\\' }}", "{{ \"a\\\"b\" }}", "x\n", "x\n\n", "{{ n }}\n", "\r\nx\r\n", "{{ 1\n+\n2 }}",
]
cases = [f"{{{{ {s}.{m} }}}}" for s in STRINGS for m in METHODS] + [f"{{{{ {v} | {f} }}}}" for v in VALUES for f in FILTERS] + [f"{{{{ {a} {o} {b} }}}}" for a in OPERANDS for o in BINARY for b in OPERANDS] + [f"{{{{ {v} is {t} }}}}" for v in VALUES for t in TESTS] + [f"{{{{ {o} }}}}" for o in OTHERS] + STATEMENTS

# Not in it, because Ferkel does not have it: dict keys that are equal as numbers (1, 1.0, True), fields of str.format with a format, complex numbers, lipsum, cycler, joiner.
lines, skipped = [], 0
for template in cases:
    try:
        expected = env.from_string(template).render(copy.deepcopy(CONTEXT))
        if any(mark in expected.lower() for mark in (" at 0x", "<generator", "dict_", "<built-in", "range(", "j)")):   # how Python prints what has no value here
            skipped += 1
            continue
        lines.append({"template": template, "expected": expected})
    except Exception as e:
        lines.append({"template": template, "error": True})
with open(f"{sys.argv[1]}/jinja.jsonl.gz", "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=9, mtime=0) as f:
    for line in [{"context": CONTEXT}] + lines:
        f.write((json.dumps(line, separators=(",", ":")) + "\n").encode())
print(len(lines), "templates,", sum("error" in l for l in lines), "of them errors,", skipped, "skipped")
