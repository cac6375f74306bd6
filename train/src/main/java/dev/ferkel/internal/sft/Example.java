package dev.ferkel.internal.sft;

/**
 * A conversation whose last turn is learned from.
 *
 * @param ids all of it, from the begin-of-sentence token to the end-of-sentence token
 * @param from the index of the first token that is learned
 */
public record Example(int[] ids, int from) {
    public Example {
        if (from < 1 || from >= ids.length) {
            throw new IllegalArgumentException("tokens from %d of %d are none to learn".formatted(from, ids.length));
        }
    }
}
