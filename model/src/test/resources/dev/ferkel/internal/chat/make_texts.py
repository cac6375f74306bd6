"""Writes texts.jsonl: what Python's own str methods and operators give, one expression a line.

python3 make_texts.py > texts.jsonl
"""

import json
import random

random.seed(3)
LETTERS = ["a", "b", "ab", " ", "  ", "\n", "\u3000", "\u00e9", "\U0001f600"]
LONG = "abcabcabcabcabcabcabcabd"


def text(n):
    return "".join(random.choice(LETTERS) for _ in range(random.randrange(n)))


EXPRESSIONS = [
    "s.split()", "s.split(none, 0)", "s.split(none, 2)", "s.rsplit()", "s.rsplit(none, 0)", "s.rsplit(none, 1)",
    "s.split(t)", "s.split(t, 1)", "s.rsplit(t)", "s.rsplit(t, 2)", "s.partition(t)", "s.rpartition(t)",
    "s.replace(t, 'x')", "s.replace(t, '')", "s.replace('', '-')", "s.replace(t, t + t, 2)", "s.find(t)", "s.rfind(t)",
    "s.count(t)", "s.count('')", "t in s", "s.strip()", "s.lstrip()", "s.rstrip()", "s.strip(t)", "s.lstrip(t)",
    "s.rstrip(t)", "s[1:]", "s[:-2]", "s[::-1]", "s[-3:5:2]", "s[4:1]", "s.title()", "s.capitalize()", "s.upper()",
    "s.zfill(9)", "s.ljust(9, '.')", "s.rjust(9)", "t.join([s, t, s])", "'%5s|%-4s|%x|%.2f' % (s, t, 255, 1.5)",
    "'{} {1} {{}} {a}'.format(s, t, a=t)".replace("{1}", "{}"), "[s, (t,), {s: [t]}]", "[s, t] == [t, s]", "s < t",
    "{'a': [s, 1]} == {'a': [s, 1.0]}", "(s, t) in {(s, t): 1}", "10 ** 40 // 7 - 3 * 10 ** 38", "-7 // 2 + -7 % 3",
]  # fmt: skip

for i in range(600):
    expression = EXPRESSIONS[i % len(EXPRESSIONS)]
    s, t = text(9), text(3) or "b"
    if i % 5 == 0:
        s = text(4) + LONG * random.randrange(4) + text(4) + LONG
        t = LONG * random.randrange(1, 3)
    value = eval(expression.replace("none", "None"))
    line = {"template": "{{ " + expression + " }}", "context": {"s": s, "t": t}, "expected": str(value)}
    print(json.dumps(line))
