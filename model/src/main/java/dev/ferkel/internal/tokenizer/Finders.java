package dev.ferkel.internal.tokenizer;

/** Makes finders from patterns as files write them. */
final class Finders {
    private Finders() {}

    /**
     * A scanner where the pattern is a known one, otherwise a regex engine.
     *
     * @throws java.util.regex.PatternSyntaxException if the pattern is malformed or says what is not supported
     */
    static Finder regex(String regex) {
        var scanner = KnownPatterns.scanner(regex);
        return scanner != null ? scanner : new RegexFinder(Oniguruma.compile(regex));
    }

    /** A text as it is; an empty one stands between all characters. */
    static Finder literal(String text) {
        return text.isEmpty() ? regex("") : new LiteralScanner(text);
    }
}
