package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds added tokens in a text: the leftmost, and of those at one place the longest. */
final class AddedTokens {
    private static final class Node {
        final Map<Character, Node> next = new HashMap<>();

        @Nullable
        AddedToken token;
    }

    private static final int LONGEST = 512;
    /** Of all together; a character takes some hundred bytes. */
    private static final int MOST = 1 << 20;

    private final Node root = new Node();
    private int size;
    private final boolean[] first = new boolean[1 << 16];

    static void check(String file, List<AddedToken> tokens) {
        long all = 0;
        for (var token : tokens) {
            int length = token.text().length();
            all += length;
            if (length > LONGEST || all > MOST) {
                throw FerkelException.of(
                        "%s: an added token has %d characters, all up to it %d, expected at most %d and %d",
                        file, length, all, LONGEST, MOST);
            }
        }
    }

    /** Looks for {@code token} where {@code text} stands, which is not empty; of two for one text the first counts. */
    void add(String text, AddedToken token) {
        size += text.length();
        if (size > MOST) {
            throw FerkelException.of("the added tokens' normal forms have more than %d characters", MOST);
        }
        first[text.charAt(0)] = true;
        var node = root;
        for (int i = 0; i < text.length(); i++) {
            node = node.next.computeIfAbsent(text.charAt(i), k -> new Node());
        }
        if (node.token == null) {
            node.token = token;
        }
    }

    /** Passes on the ids of tokens, and the pieces between them. */
    void split(char[] text, int from, int to, IdList ids, Pieces between) {
        int rest = from;
        for (int i = from; i < to && !root.next.isEmpty(); ) {
            if (!first[text[i]]) {
                i++;
                continue;
            }
            int end = i;
            AddedToken token = null;
            var node = root.next.get(text[i]);
            for (int j = i + 1; node != null; node = j < to ? node.next.get(text[j++]) : null) {
                if (node.token != null) {
                    token = node.token;
                    end = j;
                }
            }
            if (token == null) {
                i++;
                continue;
            }
            if (!token.singleWord() || !wordBefore(text, from, i) && !wordAt(text, end, to)) {
                int start = token.lstrip() ? Math.max(rest, spaceBefore(text, rest, i)) : i;
                if (rest < start) {
                    between.piece(text, rest, start);
                }
                ids.add(token.id());
                rest = token.rstrip() ? Kinds.run(text, end, to, Kinds.SPACE) : end;
            }
            i = end;
        }
        if (rest < to) {
            between.piece(text, rest, to);
        }
    }

    private static int spaceBefore(char[] text, int from, int i) {
        while (i > from && Kinds.isSpace(text[i - 1])) {
            i--;
        }
        return i;
    }

    private static boolean wordBefore(char[] text, int from, int i) {
        return i > from && word(Character.codePointBefore(text, i, from));
    }

    private static boolean wordAt(char[] text, int i, int to) {
        return i < to && word(Character.codePointAt(text, i, to));
    }

    /** {@code \w} of Unicode's technical standard 18. */
    private static boolean word(int c) {
        int type = Character.getType(c);
        return Character.isAlphabetic(c)
                || (Kinds.of(c) & Kinds.MARK) != 0
                || type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.CONNECTOR_PUNCTUATION
                || c == 0x200c
                || c == 0x200d;
    }
}
