package dev.ferkel.chat;

import dev.ferkel.chat.Lexer.Kind;
import dev.ferkel.chat.Lexer.Token;
import dev.ferkel.tensor.FerkelException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Jinja's expressions, in its own order of precedence, compiled to closures. */
class ExpressionParser {
    private static final int DEPTH = 120;
    private static final Set<String> NOT_ARGUMENTS = Set.of("else", "or", "and", "is", "not", "if", "in");

    final String name;
    final List<Token> tokens;
    int at;
    private int depth;

    ExpressionParser(String name, List<Token> tokens) {
        this.name = name;
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token next() {
        return tokens.get(at++);
    }

    FerkelException error(String message) {
        return FerkelException.of("%s:%d: %s", name, peek().line(), message);
    }

    boolean accept(String operator) {
        if (peek().is(operator)) {
            at++;
            return true;
        }
        return false;
    }

    boolean acceptName(String word) {
        if (peek().isName(word)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String operator) {
        if (!accept(operator)) {
            throw error("expected '" + operator + "', found '" + shown(peek()) + "'");
        }
    }

    String name() {
        if (peek().kind() != Kind.NAME) {
            throw error("expected a name, found '" + shown(peek()) + "'");
        }
        return next().text();
    }

    static String shown(Token token) {
        return switch (token.kind()) {
            case VARIABLE_END -> "end of print statement";
            case BLOCK_END -> "end of statement block";
            case END -> "end of template";
            default -> token.text();
        };
    }

    /** An expression, with an inline {@code if} where allowed. */
    Expression expression() {
        return expression(true);
    }

    Expression expression(boolean inlineIf) {
        if (++depth > DEPTH) {
            throw error("expressions are nested more than " + DEPTH + " deep");
        }
        try {
            return inlineIf ? condition() : or();
        } finally {
            depth--;
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
                var value = a.evaluate(s);
                return Python.truth(value) ? b.evaluate(s) : value;
            };
        }
        return left;
    }

    private Expression not() {
        if (peek().isName("not")) {
            at++;
            if (++depth > DEPTH) {
                throw error("expressions are nested more than " + DEPTH + " deep");
            }
            var value = not();
            depth--;
            return s -> !Python.truth(value.evaluate(s));
        }
        return compare();
    }

    private record Comparison(String operator, Expression right) {}

    private Expression compare() {
        var first = sum();
        var rest = new ArrayList<Comparison>();
        while (true) {
            var token = peek();
            if (token.kind() == Kind.OPERATOR
                    && Set.of("==", "!=", "<", ">", "<=", ">=").contains(token.text())) {
                at++;
                rest.add(new Comparison(token.text(), sum()));
            } else if (acceptName("in")) {
                rest.add(new Comparison("in", sum()));
            } else if (token.isName("not") && tokens.get(at + 1).isName("in")) {
                at += 2;
                rest.add(new Comparison("not in", sum()));
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

    static boolean holds(String operator, @Nullable Object a, @Nullable Object b, Budget budget) {
        return switch (operator) {
            case "==" -> Python.equal(a, b, budget);
            case "!=" -> !Python.equal(a, b, budget);
            case "<" -> Python.compare(a, b, budget) < 0;
            case ">" -> Python.compare(a, b, budget) > 0;
            case "<=" -> Python.compare(a, b, budget) <= 0;
            case ">=" -> Python.compare(a, b, budget) >= 0;
            case "in" -> Python.contains(b, a, budget);
            default -> !Python.contains(b, a, budget);
        };
    }

    private Expression arithmetic(String operator, Expression a, Expression b) {
        return s -> {
            s.budget.step();
            return Python.arithmetic(operator, a.evaluate(s), b.evaluate(s), s.budget);
        };
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
                var first = Python.str(a.evaluate(s), s.budget);
                var second = Python.str(b.evaluate(s), s.budget);
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
            if (++depth > DEPTH) {
                throw error("expressions are nested more than " + DEPTH + " deep");
            }
            var operand = unary(false);
            depth--;
            value = s -> minus
                    ? Python.arithmetic("-", BigInteger.ZERO, operand.evaluate(s), s.budget)
                    : operand.evaluate(s);
        } else {
            value = primary();
        }
        value = postfix(value);
        return filters ? filtered(value) : value;
    }

    private Expression primary() {
        var token = next();
        switch (token.kind()) {
            case NAME -> {
                var word = token.text();
                return switch (word) {
                    case "true", "True" -> constant(true);
                    case "false", "False" -> constant(false);
                    case "none", "None" -> constant(null);
                    default -> s -> s.get(word);
                };
            }
            case STRING -> {
                var text = new StringBuilder(token.text());
                while (peek().kind() == Kind.STRING) {
                    text.append(next().text());
                }
                return constant(text.toString());
            }
            case INTEGER -> {
                return constant(new BigInteger(token.text()));
            }
            case FLOAT -> {
                return constant(Double.valueOf(token.text()));
            }
            default -> {}
        }
        if (token.is("(")) {
            return parenthesis();
        }
        if (token.is("[")) {
            var items = items("]");
            return s -> values(items, s);
        }
        if (token.is("{")) {
            return dictionary();
        }
        at--;
        throw error("unexpected '" + shown(token) + "'");
    }

    private static Expression constant(@Nullable Object value) {
        return s -> {
            s.budget.step();
            return value;
        };
    }

    static List<@Nullable Object> values(List<Expression> items, Scope s) {
        var list = new ArrayList<@Nullable Object>();
        for (var item : items) {
            list.add(item.evaluate(s));
        }
        s.budget.list(list.size());
        return list;
    }

    private List<Expression> items(String close) {
        var items = new ArrayList<Expression>();
        while (!accept(close)) {
            items.add(expression());
            if (!accept(",")) {
                expect(close);
                break;
            }
        }
        return items;
    }

    private Expression parenthesis() {
        if (accept(")")) {
            return s -> new Tuple(List.of());
        }
        var first = expression();
        if (accept(")")) {
            return first;
        }
        expect(",");
        var items = new ArrayList<Expression>(List.of(first));
        items.addAll(items(")"));
        return s -> new Tuple(values(items, s));
    }

    private Expression dictionary() {
        var keys = new ArrayList<Expression>();
        var values = new ArrayList<Expression>();
        while (!accept("}")) {
            keys.add(expression());
            expect(":");
            values.add(expression());
            if (!accept(",")) {
                expect("}");
                break;
            }
        }
        return s -> {
            var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
            s.budget.list(keys.size());
            for (int i = 0; i < keys.size(); i++) {
                map.put(
                        Python.key(keys.get(i).evaluate(s), s.budget),
                        values.get(i).evaluate(s));
            }
            return map;
        };
    }

    private Expression postfix(Expression value) {
        while (true) {
            var from = value;
            if (accept(".")) {
                if (peek().kind() == Kind.INTEGER) {
                    var index = new BigInteger(next().text());
                    value = s -> Attributes.item(from.evaluate(s), index, s.budget);
                } else {
                    var attribute = name();
                    value = s -> Attributes.attribute(from.evaluate(s), attribute, s.budget);
                }
            } else if (accept("[")) {
                value = subscript(from);
            } else if (accept("(")) {
                var arguments = arguments();
                value = s -> {
                    s.budget.step();
                    var function = from.evaluate(s);
                    if (function instanceof Undefined u) {
                        throw u.failure();
                    }
                    if (!(function instanceof Callable callable)) {
                        throw new TemplateFailure("'" + Python.type(function) + "' object is not callable");
                    }
                    return callable.call(arguments.positional(s), arguments.named(s));
                };
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression from) {
        Expression[] parts = new Expression[3];
        int colons = 0;
        while (!accept("]")) {
            if (accept(":")) {
                if (++colons > 2) {
                    throw error("a slice has at most three parts");
                }
            } else if (parts[colons] != null) {
                throw error("expected ']'");
            } else {
                parts[colons] = expression();
            }
        }
        if (colons == 0) {
            var key = parts[0];
            if (key == null) {
                throw error("expected an index");
            }
            return s -> Attributes.item(from.evaluate(s), key.evaluate(s), s.budget);
        }
        var start = parts[0];
        var stop = parts[1];
        var step = parts[2];
        return s -> Attributes.slice(
                from.evaluate(s),
                start == null ? null : start.evaluate(s),
                stop == null ? null : stop.evaluate(s),
                step == null ? null : step.evaluate(s),
                s.budget);
    }

    /** Arguments of a call, {@code *list} and {@code **dict} among them. */
    record Arguments(
            List<Expression> items,
            List<Boolean> starred,
            Map<String, Expression> keywords,
            List<Expression> doubleStarred) {
        static final Arguments NONE = new Arguments(List.of(), List.of(), Map.of(), List.of());

        List<@Nullable Object> positional(Scope s) {
            var values = new ArrayList<@Nullable Object>();
            for (int i = 0; i < items.size(); i++) {
                var value = items.get(i).evaluate(s);
                if (starred.get(i)) {
                    values.addAll(Python.iterate(value, s.budget));
                } else {
                    values.add(value);
                }
            }
            return values;
        }

        Map<String, @Nullable Object> named(Scope s) {
            var values = new LinkedHashMap<String, @Nullable Object>();
            keywords.forEach((k, e) -> values.put(k, e.evaluate(s)));
            for (var more : doubleStarred) {
                if (more.evaluate(s) instanceof Map<?, ?> map) {
                    s.budget.list(map.size());
                    map.forEach((k, v) -> values.put(Python.str(k, s.budget), v));
                }
            }
            return values;
        }
    }

    /** After the opening parenthesis. */
    Arguments arguments() {
        var items = new ArrayList<Expression>();
        var starred = new ArrayList<Boolean>();
        var keywords = new LinkedHashMap<String, Expression>();
        var maps = new ArrayList<Expression>();
        while (!accept(")")) {
            if (accept("**")) {
                maps.add(expression());
            } else if (peek().kind() == Kind.NAME && tokens.get(at + 1).is("=")) {
                var key = name();
                at++;
                keywords.put(key, expression());
            } else {
                starred.add(accept("*"));
                items.add(expression());
            }
            if (!accept(",")) {
                expect(")");
                break;
            }
        }
        return new Arguments(items, starred, keywords, maps);
    }

    private Expression filtered(Expression value) {
        while (true) {
            if (accept("|")) {
                value = filter(value);
            } else if (acceptName("is")) {
                value = test(value);
            } else if (peek().is("(")) {
                return filtered(postfix(value));
            } else {
                return value;
            }
        }
    }

    /** After the bar: one filter on a value. */
    Expression filter(Expression value) {
        var filter = name();
        var arguments = accept("(") ? arguments() : Arguments.NONE;
        return s -> {
            s.budget.step();
            return Filters.apply(filter, value.evaluate(s), arguments.positional(s), arguments.named(s), s.budget);
        };
    }

    private Expression test(Expression value) {
        boolean negated = acceptName("not");
        var test = name();
        Arguments arguments = Arguments.NONE;
        var token = peek();
        boolean word = token.kind() == Kind.NAME && !NOT_ARGUMENTS.contains(token.text());
        boolean literal = token.kind() == Kind.STRING || token.kind() == Kind.INTEGER || token.kind() == Kind.FLOAT;
        if (accept("(")) {
            arguments = arguments();
        } else if (word || literal || token.is("[") || token.is("{")) {
            arguments = new Arguments(List.of(postfix(primary())), List.of(false), Map.of(), List.of());
        }
        var given = arguments;
        return s -> Tests.holds(test, value.evaluate(s), given.positional(s), s.budget) != negated;
    }
}
