package dev.ferkel.tokenizer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tokens that are looked for in the text as they are: the leftmost, and of those at one place the longest. */
final class AddedTokens {
    /** One added token with tokenizers' flags. */
    record Token(
            int id,
            String text,
            boolean singleWord,
            boolean lstrip,
            boolean rstrip,
            boolean normalized,
            boolean special) {}

    /** A found token: [from, to) is what it takes, spaces it strips included. */
    record Match(int from, int to, Token token) {}

    private static final class Node {
        final Map<Character, Node> next = new HashMap<>();

        @org.jspecify.annotations.Nullable
        Token token;
    }

    private final Node root = new Node();

    AddedTokens(List<Token> tokens) {
        for (var token : tokens) {
            var node = root;
            for (char c : token.text().toCharArray()) {
                node = node.next.computeIfAbsent(c, k -> new Node());
            }
            if (!token.text().isEmpty()) {
                node.token = token;
            }
        }
    }

    boolean isEmpty() {
        return root.next.isEmpty();
    }

    /** The next match from {@code at} on, or null. */
    @org.jspecify.annotations.Nullable
    Match find(String text, int at) {
        for (int i = at; i < text.length(); i++) {
            var token = longest(text, i);
            if (token != null) {
                int from = i;
                int to = i + token.text().length();
                while (token.lstrip() && from > at && Character.isWhitespace(text.charAt(from - 1))) {
                    from--;
                }
                while (token.rstrip() && to < text.length() && Character.isWhitespace(text.charAt(to))) {
                    to++;
                }
                return new Match(from, to, token);
            }
        }
        return null;
    }

    private @org.jspecify.annotations.Nullable Token longest(String text, int i) {
        var node = root;
        Token best = null;
        for (int j = i; j < text.length(); j++) {
            node = node.next.get(text.charAt(j));
            if (node == null) {
                break;
            }
            if (node.token != null && !(node.token.singleWord() && (word(text, i - 1) || word(text, j + 1)))) {
                best = node.token;
            }
        }
        return best;
    }

    private static boolean word(String text, int i) {
        return i >= 0 && i < text.length() && (Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '_');
    }
}
