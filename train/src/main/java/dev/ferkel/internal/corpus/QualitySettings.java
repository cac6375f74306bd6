package dev.ferkel.internal.corpus;

/**
 * What a text must be like; after Gopher's rules (Rae et al. 2021, table A1), with a least share of letters beside them.
 *
 * @param minCharacters least length, in characters (UTF-16)
 * @param minWords least number of words, which are what stands between white space
 * @param minMeanWord least mean length of a word, in characters
 * @param maxSymbolsPerWord most {@code #} and ellipses a word
 * @param minWordsWithLetter least share of words with a letter
 * @param minLetters least share of letters among the characters that are no white space
 * @param maxBulletLines most share of lines that begin with a bullet
 * @param maxEllipsisLines most share of lines that end with an ellipsis
 * @param maxRepeatedLines most share of lines that came before in the text
 * @param maxRepeatedCharacters most share of characters in such lines
 */
public record QualitySettings(
        int minCharacters,
        int maxCharacters,
        int minWords,
        int maxWords,
        double minMeanWord,
        double maxMeanWord,
        double maxSymbolsPerWord,
        double minWordsWithLetter,
        double minLetters,
        double maxBulletLines,
        double maxEllipsisLines,
        double maxRepeatedLines,
        double maxRepeatedCharacters) {
    /** Gopher's numbers, for prose in languages that write spaces. */
    public static QualitySettings gopher() {
        return new QualitySettings(1, Integer.MAX_VALUE, 50, 100_000, 3, 10, 0.1, 0.8, 0.5, 0.9, 0.3, 0.3, 0.2);
    }

    /** By length alone. */
    public static QualitySettings length(int minCharacters, int maxCharacters) {
        int any = Integer.MAX_VALUE;
        return new QualitySettings(minCharacters, maxCharacters, 0, any, 0, any, any, 0, 0, 1, 1, 1, 1);
    }
}
