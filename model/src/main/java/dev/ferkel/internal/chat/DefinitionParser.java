package dev.ferkel.internal.chat;

import dev.ferkel.internal.chat.Lexer.Kind;
import dev.ferkel.internal.chat.Lexer.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Jinja's statements that give names to things, and those that take a body as a value. */
abstract class DefinitionParser extends ExpressionParser {
    DefinitionParser(String name, List<Token> tokens) {
        super(name, tokens);
    }

    /** A body up to {@code {% end %}}, which is read. */
    abstract Statement bodyTo(String end);

    void end(Kind kind) {
        if (peek().kind() != kind) {
            throw error("expected '" + shown(new Token(kind, "", 0)) + "', found '" + shown(peek()) + "'");
        }
        at++;
    }

    /** An expression, or several with commas between, which make a tuple. */
    Expression tuple(boolean inlineIf) {
        var first = expression(inlineIf);
        if (!peek().is(",")) {
            return first;
        }
        var items = new ArrayList<Expression>(List.of(first));
        while (accept(",") && peek().kind() != Kind.BLOCK_END && peek().kind() != Kind.VARIABLE_END) {
            items.add(expression(inlineIf));
        }
        return s -> new Tuple(values(items, s));
    }

    List<String> targets() {
        var names = new ArrayList<String>();
        boolean bracket = accept("(");
        do {
            names.add(name());
        } while (accept(","));
        if (bracket) {
            expect(")");
        }
        return names;
    }

    static void assign(Scope s, List<String> names, @Nullable Object value) {
        if (names.size() == 1) {
            s.set(names.getFirst(), value);
            return;
        }
        var items = Python.iterate(value, s.budget);
        if (items.size() != names.size()) {
            throw new TemplateFailure("not enough or too many values to unpack (expected " + names.size() + ")");
        }
        for (int i = 0; i < items.size(); i++) {
            s.set(names.get(i), items.get(i));
        }
    }

    Statement set() {
        if (peek().kind() == Kind.NAME && tokens.get(at + 1).is(".")) {
            var variable = name();
            at++;
            var attribute = name();
            expect("=");
            var value = tuple(true);
            end(Kind.BLOCK_END);
            return (s, out) -> {
                if (!(s.get(variable) instanceof Namespace namespace)) {
                    throw new TemplateFailure("cannot assign attribute on non-namespace object");
                }
                namespace.values().put(attribute, value.evaluate(s));
            };
        }
        var names = targets();
        if (accept("=")) {
            var value = tuple(true);
            end(Kind.BLOCK_END);
            return (s, out) -> assign(s, names, value.evaluate(s));
        }
        var captured = captured("endset");
        return (s, out) -> s.set(names.getFirst(), captured.evaluate(s));
    }

    /** {@code | filter .. %} body {@code {% end %}} as a value. */
    private Expression captured(String end) {
        var current = new ArrayList<Expression>();
        Expression[] inner = new Expression[1];
        current.add(s -> Objects.requireNonNull(inner[0]).evaluate(s));
        while (accept("|")) {
            current.add(filter(current.getLast()));
        }
        end(Kind.BLOCK_END);
        var body = bodyTo(end);
        inner[0] = s -> {
            var text = new StringBuilder();
            body.run(new Scope(s), text);
            return text.toString();
        };
        return current.getLast();
    }

    Statement filterBlock() {
        Expression[] inner = new Expression[1];
        var value = filter(s -> Objects.requireNonNull(inner[0]).evaluate(s));
        while (accept("|")) {
            value = filter(value);
        }
        end(Kind.BLOCK_END);
        var body = bodyTo("endfilter");
        inner[0] = s -> {
            var text = new StringBuilder();
            body.run(new Scope(s), text);
            return text.toString();
        };
        var last = value;
        return (s, out) -> out.append(Printing.str(last.evaluate(s), s.budget));
    }

    Statement with() {
        var values = new LinkedHashMap<String, Expression>();
        while (peek().kind() == Kind.NAME) {
            var variable = name();
            expect("=");
            values.put(variable, expression());
            accept(",");
        }
        end(Kind.BLOCK_END);
        var body = bodyTo("endwith");
        return (s, out) -> {
            var inner = new Scope(s);
            values.forEach((k, v) -> inner.set(k, v.evaluate(s)));
            body.run(inner, out);
        };
    }

    private Map<String, Expression> parameters() {
        var parameters = new LinkedHashMap<String, Expression>();
        if (!accept("(")) {
            return parameters;
        }
        while (!accept(")")) {
            var parameter = name();
            parameters.put(parameter, accept("=") ? expression() : s -> new Undefined(parameter));
            if (!accept(",")) {
                expect(")");
                break;
            }
        }
        return parameters;
    }

    Statement macro() {
        var macro = name();
        var parameters = parameters();
        end(Kind.BLOCK_END);
        var body = bodyTo("endmacro");
        return (s, out) -> s.set(macro, new Macro(macro, parameters, body, s));
    }

    Statement call() {
        var parameters = parameters();
        if (peek().kind() != Kind.NAME) {
            throw error("expected a call");
        }
        var macro = name();
        expect("(");
        var arguments = arguments();
        end(Kind.BLOCK_END);
        var body = bodyTo("endcall");
        return (s, out) -> {
            if (!(s.get(macro) instanceof Callable callable)) {
                throw new Undefined(macro).failure();
            }
            var named = arguments.named(s);
            named.put("caller", new Macro("caller", parameters, body, s));
            out.append(Printing.str(callable.call(arguments.positional(s), named), s.budget));
        };
    }
}
