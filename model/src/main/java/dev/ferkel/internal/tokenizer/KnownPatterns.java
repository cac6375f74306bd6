package dev.ferkel.internal.tokenizer;

import org.jspecify.annotations.Nullable;

/** The patterns that have a scanner, by their text. */
final class KnownPatterns {
    static final String ONE_NUMBER = "\\p{N}";
    static final String THREE_NUMBERS = "\\p{N}{1,3}";
    static final String NUMBERS = "\\p{N}+";
    static final String LINE_ENDS = "[\\r\\n]";
    static final String SPACE_LETTERS = "\\s?\\p{L}+";
    static final String SPACE_PUNCTUATION = "\\s?\\p{P}+";
    static final String TRAILING_SPACE = "\\s+$";
    /** What DeepSeek-V3 takes for Chinese and Japanese. */
    static final String HAN_AND_KANA = "[一-龥\u3040-ゟ゠-ヿ]+";

    static final String HAN_TO_HANGUL = "[一-龥ࠀ-一가-\ud7ff]+";

    /** As llama.cpp writes GPT-2's. */
    static final String GPT2_OF_GGUF = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)";

    static final String GPT2 = GPT2_OF_GGUF + "|\\s+";

    static final String DEEPSEEK_V3 =
            "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
                    + "| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final String ANY_CASE = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    /** Without the long s, which the one above takes for an s. */
    private static final String BOTH_CASES = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";

    private static final String WORD = "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|";
    private static final String OTHER = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    static final String QWEN2 = ANY_CASE + WORD + ONE_NUMBER + OTHER;
    static final String LLAMA3 = ANY_CASE + WORD + THREE_NUMBERS + OTHER;
    static final String QWEN2_OF_GGUF = BOTH_CASES + WORD + ONE_NUMBER + OTHER;
    static final String LLAMA3_OF_GGUF = BOTH_CASES + WORD + THREE_NUMBERS + OTHER;

    private KnownPatterns() {}

    /** The scanner of a pattern, in which files also write line ends as they are. */
    static @Nullable Scanner scanner(String regex) {
        return switch (regex.replace("\r", "\\r").replace("\n", "\\n")) {
            case GPT2 -> new Gpt2Scanner(true);
            case GPT2_OF_GGUF -> new Gpt2Scanner(false);
            case DEEPSEEK_V3 -> new DeepSeekScanner();
            case QWEN2 -> new LlamaScanner(1, WordScanner.Case.UNICODE);
            case LLAMA3 -> new LlamaScanner(3, WordScanner.Case.UNICODE);
            case QWEN2_OF_GGUF -> new LlamaScanner(1, WordScanner.Case.BOTH);
            case LLAMA3_OF_GGUF -> new LlamaScanner(3, WordScanner.Case.BOTH);
            case ONE_NUMBER -> new RunScanner(kind(Kinds.NUMBER), 1, false);
            case THREE_NUMBERS -> new RunScanner(kind(Kinds.NUMBER), 3, false);
            case NUMBERS -> new RunScanner(kind(Kinds.NUMBER), Integer.MAX_VALUE, false);
            case LINE_ENDS -> new RunScanner(ranges('\n', '\n', '\r', '\r'), 1, false);
            case SPACE_LETTERS -> new RunScanner(kind(Kinds.LETTER), Integer.MAX_VALUE, true);
            case SPACE_PUNCTUATION -> new RunScanner(kind(Kinds.PUNCTUATION), Integer.MAX_VALUE, true);
            case HAN_AND_KANA -> new RunScanner(ranges('一', '龥', 0x3040, 0x30ff), Integer.MAX_VALUE, false);
            case HAN_TO_HANGUL -> new RunScanner(ranges(0x800, '龥', '가', 0xd7ff), Integer.MAX_VALUE, false);
            case TRAILING_SPACE -> new LineEndScanner();
            default -> null;
        };
    }

    private static CharSet kind(int kinds) {
        return new CharSet(c -> (Kinds.of(c) & kinds) != 0);
    }

    private static CharSet ranges(int... bounds) {
        return new CharSet(c -> {
            for (int i = 0; i < bounds.length; i += 2) {
                if (c >= bounds[i] && c <= bounds[i + 1]) {
                    return true;
                }
            }
            return false;
        });
    }
}
