package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import java.text.Normalizer.Form;
import java.util.List;

/**
 * Rewrites text before it is cut (tokenizers' {@code normalizer}). Characters are those of the JDK's Unicode; the
 * reference's tables for normal forms and accents are older, so the two may differ on characters added since Unicode 9.
 */
sealed interface Normalizer {
    /** @param limit how long the text may become at most */
    String apply(String text, long limit);

    /** Whether it is certain, at a glance, that nothing changes. */
    default boolean leaves(char[] text, int from, int to) {
        return false;
    }

    static void check(long length, long limit) {
        if (length > limit) {
            throw FerkelException.of("the tokenizer's normalizer makes the text longer than %d characters", limit);
        }
    }

    record Sequence(List<Normalizer> steps) implements Normalizer {
        @Override
        public String apply(String text, long limit) {
            for (var step : steps) {
                text = step.apply(text, limit);
                check(text.length(), limit);
            }
            return text;
        }

        @Override
        public boolean leaves(char[] text, int from, int to) {
            for (var step : steps) {
                if (!step.leaves(text, from, to)) {
                    return false;
                }
            }
            return true;
        }
    }

    record Unicode(Form form) implements Normalizer {
        /** Ranges of characters that are their own NFC in any company: no marks, nothing that composes or is replaced. */
        private static final char[] INERT = {
            '\0', 0x2ff, 0x400, 0x482, 0x2010, 0x2027, 0x2030, 0x205e, 0x20a0, 0x20bf, 0x2190, 0x21ff, 0x2500, 0x2adb,
            0x3001, 0x3029, 0x3041, 0x3096, 0x30a0, 0x30ff, 0x3400, 0x4dbf, 0x4e00, 0x9fff, 0xac00, 0xd7a3, 0xfe0f,
            0xfe0f, 0xff01, 0xff5e
        };

        @Override
        public String apply(String text, long limit) {
            return java.text.Normalizer.normalize(text, form);
        }

        @Override
        public boolean leaves(char[] text, int from, int to) {
            for (int i = from; form == Form.NFC && i < to; i++) {
                if (text[i] >= 0x300 && !inert(text[i])) {
                    boolean emoji = text[i] >= 0xd83c && text[i] <= 0xd83e;
                    if (!emoji) {
                        return false;
                    }
                    i++;
                }
            }
            return form == Form.NFC;
        }

        static boolean inert(char c) {
            int i = 0;
            while (i < INERT.length && c > INERT[i + 1]) {
                i += 2;
            }
            return i < INERT.length && c >= INERT[i];
        }
    }

    /** Character by character: a sigma at a word's end is no special case. */
    record Lowercase() implements Normalizer {
        @Override
        public String apply(String text, long limit) {
            var lower = new StringBuilder(text.length());
            for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
                int c = text.codePointAt(i);
                if (c == 'İ') {
                    lower.append("i\u0307");
                } else {
                    lower.appendCodePoint(Character.toLowerCase(c));
                }
            }
            return lower.toString();
        }
    }

    record Prepend(String prefix) implements Normalizer {
        @Override
        public String apply(String text, long limit) {
            return text.isEmpty() ? text : prefix + text;
        }
    }

    record Replace(Finder finder, String content) implements Normalizer {
        @Override
        public String apply(String text, long limit) {
            var chars = text.toCharArray();
            var out = new StringBuilder(chars.length);
            int[] at = {0};
            finder.find(chars, 0, chars.length, (from, to) -> {
                check(out.length() + (long) content.length(), limit);
                out.append(chars, at[0], from - at[0]).append(content);
                at[0] = to;
            });
            return out.append(chars, at[0], chars.length - at[0]).toString();
        }
    }

    record Strip(boolean left, boolean right) implements Normalizer {
        @Override
        public String apply(String text, long limit) {
            int from = 0;
            int to = text.length();
            while (left && from < to && Kinds.isSpace(text.charAt(from))) {
                from++;
            }
            while (right && to > from && Kinds.isSpace(text.charAt(to - 1))) {
                to--;
            }
            return text.substring(from, to);
        }
    }

    record StripAccents() implements Normalizer {
        @Override
        public String apply(String text, long limit) {
            var out = new StringBuilder(text.length());
            text.codePoints().filter(c -> (Kinds.of(c) & Kinds.MARK) == 0).forEach(out::appendCodePoint);
            return out.toString();
        }
    }
}
