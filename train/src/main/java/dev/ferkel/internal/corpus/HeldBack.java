package dev.ferkel.internal.corpus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Leaves out, and keeps, one text in {@value #SHARE} of a source, to measure a model with: which ones depends on the text
 * alone. To be asked last, so that what it keeps has no duplicate among what stays.
 */
public final class HeldBack implements DocumentFilter {
    private static final int SHARE = 100;

    /** Texts that are kept, and characters of one. */
    private static final int MOST = 1024;

    private static final int CHARACTERS = 1 << 14;

    private final List<String> texts = new ArrayList<>();

    @Override
    public Optional<String> obstacle(String text) {
        long hash = ByteBuffer.wrap(Sha256.of(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        if (Long.remainderUnsigned(hash, SHARE) != 0) {
            return Optional.empty();
        }
        if (texts.size() < MOST) {
            int end = Math.min(text.length(), CHARACTERS);
            boolean cuts = end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
            texts.add(text.substring(0, cuts ? end - 1 : end));
        }
        return Optional.of("held back");
    }

    /** The first of them. */
    public List<String> texts() {
        return List.copyOf(texts);
    }
}
