package dev.ferkel.internal.corpus;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What becomes of bytes that are no UTF-8. */
public enum TextDecoding {
    /** The document is left out. */
    SKIP,
    /** Each maximal ill-formed part becomes U+FFFD. */
    REPLACE;

    /** The text of bytes, without a byte order mark; empty if it is left out. */
    Optional<String> decode(ByteBuffer bytes) {
        var action = this == SKIP ? CodingErrorAction.REPORT : CodingErrorAction.REPLACE;
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(action)
                    .onUnmappableCharacter(action)
                    .decode(bytes)
                    .toString();
            return Optional.of(text.startsWith("\ufeff") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
