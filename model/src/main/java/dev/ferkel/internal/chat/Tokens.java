package dev.ferkel.internal.chat;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.chat.Lexer.Kind;
import dev.ferkel.internal.chat.Lexer.Token;
import java.util.List;

/** What a parser reads from: a template's tokens and a place in them. */
class Tokens {
    private static final int DEPTH = 120;

    final String name;
    final List<Token> tokens;
    int at;
    private int depth;

    Tokens(String name, List<Token> tokens) {
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

    /** One expression inside another begins. */
    void enter() {
        if (++depth > DEPTH) {
            throw error("expressions are nested more than " + DEPTH + " deep");
        }
    }

    void leave() {
        depth--;
    }

    static String shown(Token token) {
        return switch (token.kind()) {
            case VARIABLE_END -> "end of print statement";
            case BLOCK_END -> "end of statement block";
            case END -> "end of template";
            default -> token.text();
        };
    }
}
