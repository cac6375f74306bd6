package dev.ferkel.internal.chat;

import dev.ferkel.internal.chat.Lexer.Kind;
import dev.ferkel.internal.chat.Lexer.Token;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What operators stand between: literals and names, and what follows them: attributes, calls, filters and tests. */
abstract class OperandParser extends Tokens {
    private static final Set<String> NOT_ARGUMENTS = Set.of("else", "or", "and", "is", "not", "if", "in");

    OperandParser(String name, List<Token> tokens) {
        super(name, tokens);
    }

    abstract Expression expression();

    Expression primary() {
        var token = next();
        switch (token.kind()) {
            case NAME -> {
                var word = token.text();
                return switch (word) {
                    case "true", "True" -> s -> true;
                    case "false", "False" -> s -> false;
                    case "none", "None" -> s -> null;
                    default ->
                        s -> {
                            s.budget.step();
                            return s.get(word);
                        };
                };
            }
            case STRING -> {
                var text = new StringBuilder(token.text());
                while (peek().kind() == Kind.STRING) {
                    text.append(next().text());
                }
                var value = text.toString();
                return s -> value;
            }
            case INTEGER -> {
                var value = new BigInteger(token.text());
                return s -> value;
            }
            case FLOAT -> {
                var value = Double.valueOf(token.text());
                return s -> value;
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

    static List<@Nullable Object> values(List<Expression> items, Scope s) {
        var list = new ArrayList<@Nullable Object>();
        for (var item : items) {
            list.add(item.evaluate(s));
        }
        s.budget.items(list.size());
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
            for (int i = 0; i < keys.size(); i++) {
                map.put(
                        Comparison.key(keys.get(i).evaluate(s), s.budget),
                        values.get(i).evaluate(s));
            }
            s.budget.items(4L * map.size());
            return map;
        };
    }

    Expression postfix(Expression value) {
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

    Expression filtered(Expression value) {
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
        return s -> Filters.apply(filter, value.evaluate(s), arguments.positional(s), arguments.named(s), s.budget);
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
            arguments = Arguments.one(postfix(primary()));
        }
        var given = arguments;
        return s -> Tests.holds(test, value.evaluate(s), given.positional(s), s.budget) != negated;
    }
}
