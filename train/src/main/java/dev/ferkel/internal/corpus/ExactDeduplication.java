package dev.ferkel.internal.corpus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Leaves out texts that came before, up to composition (NFC) and white space. Remembers 128 bits of each one's SHA-256,
 * so that nobody can make two texts that count as one.
 */
public final class ExactDeduplication implements DocumentFilter {
    private record Key(long high, long low) {}

    private final Set<Key> seen = new HashSet<>();

    @Override
    public Optional<String> obstacle(String text) {
        return seen.add(key(normalized(text))) ? Optional.empty() : Optional.of("exact duplicate");
    }

    private static String normalized(String text) {
        var composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        var out = new StringBuilder(composed.length());
        boolean space = false;
        for (int i = 0; i < composed.length(); i++) {
            char c = composed.charAt(i);
            if (Character.isWhitespace(c)) {
                space = out.length() > 0;
                continue;
            }
            if (space) {
                out.append(' ');
                space = false;
            }
            out.append(c);
        }
        return out.toString();
    }

    private static Key key(String text) {
        var digest = ByteBuffer.wrap(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
        return new Key(digest.getLong(), digest.getLong());
    }
}
