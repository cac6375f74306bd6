package dev.ferkel.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.fuzz.SmallFiles;

/** What holds of every tokenizer that is taken, however odd. */
final class SaneTokenizer {
    /** Words, numbers, spaces, line ends, letters of one to four bytes, a mark, added tokens, half a surrogate. */
    static final String TEXT = "<s>Hello wörld, it's 12345 <user>  \t\r\n\n 世界 e\u0301 😀\ud83d aaaa'll </s>";

    static final String WHOLE = TEXT.replaceAll("\ud83d(?!\ude00)", "");

    private SaneTokenizer() {}

    /** @param keeps whether nothing of a text gets lost */
    static void check(Tokenizer tokenizer, boolean keeps) {
        tokenizer.encode(TEXT, false);
        var ids = tokenizer.encode(WHOLE, true);
        var streamed = new StringBuilder();
        var decoder = tokenizer.decoder(false);
        for (int id : ids) {
            assertThat(id).isBetween(0, tokenizer.vocabularySize() - 1);
            streamed.append(decoder.accept(id));
        }
        assertThat(streamed.append(decoder.end())).hasToString(tokenizer.decode(ids, false));
        if (keeps) {
            assertThat(tokenizer.decode(tokenizer.encode(WHOLE, false), false)).isEqualTo(WHOLE);
        }
    }

    /**
     * Whether each byte has a token, and the one letter of {@link #TEXT} that is also a stand-in is no added token: that
     * would be read as the byte it stands for, here as in the reference.
     */
    static boolean hasAllBytes(Tokenizer tokenizer) {
        for (var stand : SmallFiles.byteTokens()) {
            var id = tokenizer.id(stand);
            if (id.isEmpty() || tokenizer.bytes(id.getAsInt()).length != 1) {
                return false;
            }
        }
        return tokenizer.encode("ö", false).length == 2;
    }
}
