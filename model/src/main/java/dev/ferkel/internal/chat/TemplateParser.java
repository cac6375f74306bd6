package dev.ferkel.internal.chat;

import dev.ferkel.internal.chat.Lexer.Kind;
import dev.ferkel.internal.chat.Lexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A template: text, outputs, and the statements that say what is rendered how often, compiled to closures. */
final class TemplateParser extends DefinitionParser {
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
                parts.add((s, out) -> out.append(token.text()));
            } else if (token.kind() == Kind.VARIABLE_BEGIN) {
                at++;
                var value = tuple(true);
                end(Kind.VARIABLE_END);
                parts.add((s, out) -> out.append(Printing.str(value.evaluate(s), s.budget)));
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

    /** A body up to {@code {% end %}}, which is read. */
    @Override
    Statement bodyTo(String end) {
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

    private Statement jump(boolean leavesLoop) {
        end(Kind.BLOCK_END);
        return (s, out) -> {
            throw new Statement.Jump(leavesLoop);
        };
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
}
