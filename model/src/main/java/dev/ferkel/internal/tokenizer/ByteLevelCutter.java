package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import tools.jackson.databind.JsonNode;

/** What a tokenizer does before it merges, for those who learn merges: text into pieces, pieces into bytes. */
public final class ByteLevelCutter {
    private final PreTokenizer steps;

    /**
     * @param name what errors call it
     * @param preTokenizer a {@code tokenizer.json}'s {@code pre_tokenizer}, ByteLevel being its last step
     * @throws FerkelException if it is not supported
     */
    public ByteLevelCutter(String name, JsonNode preTokenizer) {
        var cutting = new PreTokenizerJson(name).read(preTokenizer);
        if (cutting.standIns()) {
            throw FerkelException.of("%s: 'pre_tokenizer' has steps behind ByteLevel, expected none", name);
        }
        steps = cutting.steps();
    }

    /** Passes on a text's pieces; a surrogate without its other half counts as U+FFFD. */
    public void cut(String text, Pieces pieces) {
        var chars = Utf8.wellFormed(text);
        if (chars.length > 0) {
            steps.cut(chars, 0, chars.length, pieces);
        }
    }

    /** A piece's UTF-8. */
    public static byte[] bytes(char[] text, int from, int to) {
        return Utf8.encode(text, from, to);
    }

    /** The characters by which a vocabulary names bytes (GPT-2's table). */
    public static String token(byte... bytes) {
        return new String(ByteLevel.standIns(bytes));
    }
}
