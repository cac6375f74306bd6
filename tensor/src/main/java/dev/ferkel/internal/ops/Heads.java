package dev.ferkel.internal.ops;

/**
 * The geometry of an attention: query heads share key-value heads in groups of {@code heads / keyValueHeads}.
 *
 * @param scale factor on query times key before the softmax
 */
public record Heads(int heads, int keyValueHeads, int keyDim, int valueDim, float scale) {
    /** Query heads that share a key-value head. */
    public int group() {
        return heads / keyValueHeads;
    }
}
