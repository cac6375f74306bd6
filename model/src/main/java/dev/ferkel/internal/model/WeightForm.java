package dev.ferkel.internal.model;

/** How a model's matrices lie while it is used. */
public enum WeightForm {
    /** As in the file; activations are not rounded. */
    EXACT,
    /**
     * Laid out for the kernels where those prefer it, which then round activations to 8 bits: several times as fast, and
     * the logits differ a little.
     */
    PACKED,
    /** As {@link #PACKED}, and kept so in a file beside the model's, which the next one takes as it is. */
    KEPT,
    /** As in the file, laid out a piece at a time whenever it is needed: slow, but the same bits as {@link #PACKED}. */
    MAPPED
}
