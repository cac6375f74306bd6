package dev.ferkel.internal.corpus;

import java.util.Optional;

/** Leaves out texts that are not as {@link QualitySettings} ask. */
public record QualityFilter(QualitySettings settings) implements DocumentFilter {
    @Override
    public Optional<String> obstacle(String text) {
        var s = settings;
        if (text.length() < s.minCharacters() || text.length() > s.maxCharacters()) {
            return Optional.of("length");
        }
        var shape = TextShape.of(text);
        var why = "";
        if (shape.words() < s.minWords() || shape.words() > s.maxWords()) {
            why = "words";
        } else if (shape.meanWord() < s.minMeanWord() || shape.meanWord() > s.maxMeanWord()) {
            why = "word length";
        } else if (shape.symbolsPerWord() > s.maxSymbolsPerWord()) {
            why = "symbols";
        } else if (shape.wordsWithLetter() < s.minWordsWithLetter() || shape.letters() < s.minLetters()) {
            why = "letters";
        } else if (shape.bulletLines() > s.maxBulletLines()) {
            why = "bullets";
        } else if (shape.ellipsisLines() > s.maxEllipsisLines()) {
            why = "ellipses";
        } else if (shape.repeatedLines() > s.maxRepeatedLines()
                || shape.repeatedCharacters() > s.maxRepeatedCharacters()) {
            why = "repeated lines";
        }
        return why.isEmpty() ? Optional.empty() : Optional.of(why);
    }
}
