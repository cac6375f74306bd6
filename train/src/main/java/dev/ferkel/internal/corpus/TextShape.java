package dev.ferkel.internal.corpus;

import java.util.HashSet;
import java.util.List;

/** What can be counted about a text; shares are between 0 and 1, and 0 where there is nothing to count. */
record TextShape(
        int words,
        double meanWord,
        double symbolsPerWord,
        double wordsWithLetter,
        double letters,
        double bulletLines,
        double ellipsisLines,
        double repeatedLines,
        double repeatedCharacters) {
    private static final List<String> BULLETS = List.of("•", "‣", "▪", "●", "- ", "* ");

    static TextShape of(String text) {
        var words = new WordCounts(text);
        var seen = new HashSet<String>();
        int lines = 0;
        int bullets = 0;
        int ellipses = 0;
        int repeated = 0;
        int repeatedCharacters = 0;
        int characters = 0;
        for (var raw : (Iterable<String>) text.lines()::iterator) {
            var line = raw.strip();
            if (line.isEmpty()) {
                continue;
            }
            lines++;
            characters += line.length();
            if (!seen.add(line)) {
                repeated++;
                repeatedCharacters += line.length();
            }
            bullets += BULLETS.stream().anyMatch(line::startsWith) ? 1 : 0;
            ellipses += line.endsWith("...") || line.endsWith("…") ? 1 : 0;
        }
        return new TextShape(
                words.words,
                share(words.characters, words.words),
                share(words.symbols, words.words),
                share(words.withLetter, words.words),
                share(words.letters, words.characters),
                share(bullets, lines),
                share(ellipses, lines),
                share(repeated, lines),
                share(repeatedCharacters, characters));
    }

    private static double share(int part, int whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    /** What stands between white space. */
    private static final class WordCounts {
        int words;
        int characters;
        int withLetter;
        int letters;
        int symbols;

        WordCounts(String text) {
            boolean inside = false;
            boolean letter = false;
            int c;
            for (int i = 0; i < text.length(); i += Character.charCount(c)) {
                c = text.codePointAt(i);
                if (Character.isWhitespace(c)) {
                    inside = false;
                    continue;
                }
                if (!inside) {
                    words++;
                    inside = true;
                    letter = false;
                }
                characters++;
                if (Character.isLetter(c)) {
                    letters++;
                    withLetter += letter ? 0 : 1;
                    letter = true;
                }
                if (c == '#' || c == '…') {
                    symbols++;
                } else if (text.startsWith("...", i)) {
                    symbols++;
                    characters += 2;
                    i += 2;
                }
            }
        }
    }
}
