package dev.ferkel.internal.tokenizer;

/**
 * A token that is looked for in the text as it is.
 *
 * @param singleWord only where no word character stands next to it
 * @param lstrip takes the whitespace before it
 * @param rstrip takes the whitespace behind it
 * @param normalized is looked for, in its normal form, after the text was normalized
 * @param special steers the model and is no part of its text
 */
record AddedToken(
        int id, String text, boolean singleWord, boolean lstrip, boolean rstrip, boolean normalized, boolean special) {
    /** See {@link Tokenizer#isControl}. */
    boolean isControl() {
        return special || text.startsWith("<") && text.endsWith(">");
    }
}
