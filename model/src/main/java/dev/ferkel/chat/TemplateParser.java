package dev.ferkel.chat;

import dev.ferkel.chat.Lexer.Kind;
import dev.ferkel.chat.Lexer.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Jinja's statements, compiled to closures. */
final class TemplateParser extends ExpressionParser {
    private static final int DEPTH = 60;
    private int depth;

    TemplateParser(String name, List<Token> tokens) {
        super(name, tokens);
    }

    Statement template() {
        var body = body(Set.of());
        if (peek().kind() != Kind.END) {
            throw error("Encountered unknown tag '" + shown(tokens.get(at + 1)) + "'.");
        }
        return body;
    }

    /** Statements up to a block that begins with one of {@code ends}, which is left unread. */
    private Statement body(Set<String> ends) {
        if (++depth > DEPTH) {
            throw error("blocks are nested more than " + DEPTH + " deep");
        }
        var parts = new ArrayList<Statement>();
        while (true) {
            var token = peek();
            if (token.kind() == Kind.TEXT) {
                at++;
                parts.add((s, out) -> Statement.write(s, out, token.text()));
            } else if (token.kind() == Kind.VARIABLE_BEGIN) {
                at++;
                var value = tuple(true);
                end(Kind.VARIABLE_END);
                parts.add((s, out) -> Statement.write(s, out, Python.str(value.evaluate(s), s.budget)));
            } else if (token.kind() == Kind.BLOCK_BEGIN
                    && !ends.contains(tokens.get(at + 1).text())) {
                at++;
                parts.add(statement());
            } else {
                if (token.kind() == Kind.END && !ends.isEmpty()) {
                    throw error("Unexpected end of template. Jinja was looking for the following tags: '"
                            + String.join("' or '", new java.util.TreeSet<>(ends)) + "'.");
                }
                depth--;
                return Statement.all(parts);
            }
        }
    }

    private void end(Kind kind) {
        if (peek().kind() != kind) {
            throw error("expected '" + shown(new Token(kind, "", 0)) + "', found '" + shown(peek()) + "'");
        }
        at++;
    }

    /** A body up to {@code {% end %}}, which is read. */
    private Statement bodyTo(String end) {
        var body = body(Set.of(end));
        at += 2;
        end(Kind.BLOCK_END);
        return body;
    }

    private Statement statement() {
        var word = name();
        return switch (word) {
            case "if" -> condition();
            case "for" -> loop();
            case "set" -> set();
            case "macro" -> macro();
            case "call" -> call();
            case "filter" -> filterBlock();
            case "with" -> with();
            case "generation" -> {
                end(Kind.BLOCK_END);
                yield bodyTo("endgeneration");
            }
            case "break" -> jump(true);
            case "continue" -> jump(false);
            default -> throw error("Encountered unknown tag '" + word + "'.");
        };
    }

    private Statement jump(boolean leaves) {
        end(Kind.BLOCK_END);
        return (s, out) -> {
            throw new Statement.Jump(leaves);
        };
    }

    /** An expression, or several with commas between, which make a tuple. */
    private Expression tuple(boolean inlineIf) {
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

    private Statement condition() {
        var test = tuple(true);
        end(Kind.BLOCK_END);
        var then = body(Set.of("elif", "else", "endif"));
        at++;
        var word = name();
        Statement otherwise = (s, out) -> {};
        if (word.equals("elif")) {
            otherwise = condition();
        } else {
            end(Kind.BLOCK_END);
            if (word.equals("else")) {
                otherwise = bodyTo("endif");
            }
        }
        var last = otherwise;
        return (s, out) -> (Python.truth(test.evaluate(s)) ? then : last).run(s, out);
    }

    private List<String> targets() {
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

    private Statement loop() {
        var names = targets();
        if (!acceptName("in")) {
            throw error("expected 'in'");
        }
        var items = tuple(false);
        Expression filter = acceptName("if") ? expression() : null;
        boolean recursive = acceptName("recursive");
        end(Kind.BLOCK_END);
        var body = body(Set.of("endfor", "else"));
        at++;
        Statement otherwise = (s, out) -> {};
        boolean hasElse = name().equals("else");
        end(Kind.BLOCK_END);
        if (hasElse) {
            otherwise = bodyTo("endfor");
        }
        var loop = new Loop(names, filter, body, otherwise, recursive);
        return (s, out) -> loop.run(s, items.evaluate(s), out, 0);
    }

    private Statement set() {
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
                namespace.values.put(attribute, value.evaluate(s));
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
        current.add(s -> java.util.Objects.requireNonNull(inner[0]).evaluate(s));
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

    private Statement filterBlock() {
        Expression[] inner = new Expression[1];
        var value = filter(s -> java.util.Objects.requireNonNull(inner[0]).evaluate(s));
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
        return (s, out) -> Statement.write(s, out, Python.str(last.evaluate(s), s.budget));
    }

    private Statement with() {
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

    private Statement macro() {
        var macro = name();
        var parameters = parameters();
        end(Kind.BLOCK_END);
        var body = bodyTo("endmacro");
        return (s, out) -> s.set(macro, new Macro(macro, parameters, body, s));
    }

    private Statement call() {
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
            Statement.write(s, out, Python.str(callable.call(arguments.positional(s), named), s.budget));
        };
    }
}
