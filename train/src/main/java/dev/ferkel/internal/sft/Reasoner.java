package dev.ferkel.internal.sft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The chat template of a model that reasons: DeepSeek-V3.1's tokens, a prompt that ends with {@code <think>}, or with
 * {@code </think>} where {@code thinking} is false; what was thought in earlier turns is dropped.
 */
public final class Reasoner {
    private static final String FILE = "reasoner.jinja";

    private Reasoner() {}

    public static String template() {
        try (var stream = Reasoner.class.getResourceAsStream(FILE)) {
            if (stream == null) {
                throw new IllegalStateException(FILE + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
