package dev.ferkel.internal.tokenizer;

import java.util.Arrays;

/**
 * UTF-8 with one U+FFFD for each maximal subpart of an ill-formed sequence (Unicode 16, section 3.9). Java's own decoder
 * differs at the end of its input, where it takes a surrogate's first two bytes for one cut-off character.
 */
final class Utf8 {
    private Utf8() {}

    /** The bytes of a text without lone surrogates. */
    static byte[] encode(char[] text, int from, int to) {
        var b = new byte[3 * (to - from)];
        int n = 0;
        for (int i = from; i < to; i++) {
            char c = text[i];
            if (c < 0x80) {
                b[n++] = (byte) c;
            } else if (c < 0x800) {
                b[n++] = (byte) (0xc0 | c >> 6);
                b[n++] = (byte) (0x80 | c & 0x3f);
            } else if (Character.isHighSurrogate(c)) {
                int point = Character.toCodePoint(c, text[++i]);
                b[n++] = (byte) (0xf0 | point >> 18);
                b[n++] = (byte) (0x80 | point >> 12 & 0x3f);
                b[n++] = (byte) (0x80 | point >> 6 & 0x3f);
                b[n++] = (byte) (0x80 | point & 0x3f);
            } else {
                b[n++] = (byte) (0xe0 | c >> 12);
                b[n++] = (byte) (0x80 | c >> 6 & 0x3f);
                b[n++] = (byte) (0x80 | c & 0x3f);
            }
        }
        return Arrays.copyOf(b, n);
    }

    /** A text's characters, with U+FFFD for surrogates that have no other half. */
    static char[] wellFormed(String text) {
        var chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (Character.isSurrogate(chars[i])) {
                if (i + 1 < chars.length && Character.isSurrogatePair(chars[i], chars[i + 1])) {
                    i++;
                } else {
                    chars[i] = '\ufffd';
                }
            }
        }
        return chars;
    }

    static String decode(byte[] b, int to) {
        var text = new StringBuilder(to);
        for (int i = 0; i < to; ) {
            int length = length(b[i] & 0xff);
            int valid = 1;
            while (valid < length && i + valid < to && continues(b[i] & 0xff, valid, b[i + valid] & 0xff)) {
                valid++;
            }
            if (length == 0 || valid < length) {
                text.append('\ufffd');
            } else {
                text.appendCodePoint(codePoint(b, i, length));
            }
            i += valid;
        }
        return text.toString();
    }

    private static int codePoint(byte[] b, int i, int length) {
        if (length == 1) {
            return b[i];
        }
        int point = b[i] & 0x7f >> length;
        for (int j = 1; j < length; j++) {
            point = point << 6 | b[i + j] & 0x3f;
        }
        return point;
    }

    /** Bytes of the sequence a lead byte begins; 0 if it begins none. */
    static int length(int lead) {
        if (lead < 0x80) {
            return 1;
        }
        return lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    }

    /** Whether a byte may be number {@code index} (from 1) of the sequence (table 3-7). */
    static boolean continues(int lead, int index, int value) {
        if (index > 1) {
            return value >= 0x80 && value < 0xc0;
        }
        int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        return value >= low && value <= high;
    }
}
