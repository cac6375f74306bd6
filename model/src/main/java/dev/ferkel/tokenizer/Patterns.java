package dev.ferkel.tokenizer;

import java.util.regex.Pattern;

/** Patterns of pre-tokenizers, with the meaning the reference's engine (Oniguruma, Unicode) gives them. */
final class Patterns {
    static final String GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private Patterns() {}

    static Pattern compile(String regex) {
        return Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE);
    }

    static PreTokenizer isolated(String regex) {
        return new PreTokenizer.Split(compile(regex), PreTokenizer.Behavior.ISOLATED, false);
    }
}
