package dev.ferkel.internal.chat;

import dev.ferkel.internal.chat.Lexer.Kind;
import dev.ferkel.internal.chat.Lexer.Token;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Jinja's operators, in its own order of precedence, compiled to closures. */
class ExpressionParser extends OperandParser {
    ExpressionParser(String name, List<Token> tokens) {
        super(name, tokens);
    }

    /** An expression, with an inline {@code if} where allowed. */
    @Override
    Expression expression() {
        return expression(true);
    }

    Expression expression(boolean inlineIf) {
        enter();
        try {
            return inlineIf ? condition() : or();
        } finally {
            leave();
        }
    }

    private Expression condition() {
        var value = or();
        while (acceptName("if")) {
            var then = value;
            var test = or();
            Expression otherwise = acceptName("else") ? expression() : s -> new Undefined("inline if");
            value = s -> Python.truth(test.evaluate(s)) ? then.evaluate(s) : otherwise.evaluate(s);
        }
        return value;
    }

    private Expression or() {
        var left = and();
        while (acceptName("or")) {
            var a = left;
            var b = and();
            left = s -> {
                s.budget.step();
                var value = a.evaluate(s);
                return Python.truth(value) ? value : b.evaluate(s);
            };
        }
        return left;
    }

    private Expression and() {
        var left = not();
        while (acceptName("and")) {
            var a = left;
            var b = not();
            left = s -> {
                s.budget.step();
                var value = a.evaluate(s);
                return Python.truth(value) ? b.evaluate(s) : value;
            };
        }
        return left;
    }

    private Expression not() {
        if (peek().isName("not")) {
            at++;
            enter();
            var value = not();
            leave();
            return s -> {
                s.budget.step();
                return !Python.truth(value.evaluate(s));
            };
        }
        return compare();
    }

    private record Compared(String operator, Expression right) {}

    private Expression compare() {
        var first = sum();
        var rest = new ArrayList<Compared>();
        while (true) {
            var token = peek();
            if (token.kind() == Kind.OPERATOR
                    && Set.of("==", "!=", "<", ">", "<=", ">=").contains(token.text())) {
                at++;
                rest.add(new Compared(token.text(), sum()));
            } else if (acceptName("in")) {
                rest.add(new Compared("in", sum()));
            } else if (token.isName("not") && tokens.get(at + 1).isName("in")) {
                at += 2;
                rest.add(new Compared("not in", sum()));
            } else {
                break;
            }
        }
        if (rest.isEmpty()) {
            return first;
        }
        return s -> {
            var left = first.evaluate(s);
            for (var comparison : rest) {
                var right = comparison.right().evaluate(s);
                if (!holds(comparison.operator(), left, right, s.budget)) {
                    return false;
                }
                left = right;
            }
            return true;
        };
    }

    private static boolean holds(String operator, @Nullable Object a, @Nullable Object b, Budget budget) {
        return switch (operator) {
            case "==" -> Comparison.equal(a, b, budget);
            case "!=" -> !Comparison.equal(a, b, budget);
            case "<" -> Comparison.compare(a, b, budget) < 0;
            case ">" -> Comparison.compare(a, b, budget) > 0;
            case "<=" -> Comparison.compare(a, b, budget) <= 0;
            case ">=" -> Comparison.compare(a, b, budget) >= 0;
            case "in" -> Comparison.contains(b, a, budget);
            default -> !Comparison.contains(b, a, budget);
        };
    }

    private Expression arithmetic(String operator, Expression a, Expression b) {
        return s -> Arithmetic.apply(operator, a.evaluate(s), b.evaluate(s), s.budget);
    }

    private Expression sum() {
        var left = concatenation();
        while (peek().is("+") || peek().is("-")) {
            left = arithmetic(next().text(), left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        var left = product();
        while (accept("~")) {
            var a = left;
            var b = product();
            left = s -> {
                var first = Printing.str(a.evaluate(s), s.budget);
                var second = Printing.str(b.evaluate(s), s.budget);
                s.budget.text((long) first.length() + second.length());
                return first + second;
            };
        }
        return left;
    }

    private Expression product() {
        var left = power();
        while (peek().is("*") || peek().is("/") || peek().is("//") || peek().is("%")) {
            left = arithmetic(next().text(), left, power());
        }
        return left;
    }

    private Expression power() {
        var left = unary(true);
        while (accept("**")) {
            left = arithmetic("**", left, unary(true));
        }
        return left;
    }

    private Expression unary(boolean filters) {
        Expression value;
        if (peek().is("-") || peek().is("+")) {
            boolean minus = next().text().equals("-");
            enter();
            var operand = unary(false);
            leave();
            value = s ->
                    minus ? Arithmetic.apply("-", BigInteger.ZERO, operand.evaluate(s), s.budget) : operand.evaluate(s);
        } else {
            value = primary();
        }
        value = postfix(value);
        return filters ? filtered(value) : value;
    }
}
