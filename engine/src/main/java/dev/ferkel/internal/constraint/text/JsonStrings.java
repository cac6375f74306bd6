package dev.ferkel.internal.constraint.text;

import java.nio.charset.StandardCharsets;

/** What stands between the quotes of a JSON string. */
public final class JsonStrings {
    private static final String LETTERS = "bfnrt";
    private static final String MEANT = "\b\f\n\r\t";

    private JsonStrings() {}

    /** The text of a well-formed string. */
    public static String decode(byte[] written) {
        var text = new String(written, StandardCharsets.UTF_8);
        if (text.indexOf('\\') < 0) {
            return text;
        }
        var decoded = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                decoded.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            int letter = LETTERS.indexOf(escaped);
            if (escaped == 'u') {
                decoded.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                decoded.append(letter < 0 ? escaped : MEANT.charAt(letter));
            }
        }
        return decoded.toString();
    }
}
