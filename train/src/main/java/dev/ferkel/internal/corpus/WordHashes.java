package dev.ferkel.internal.corpus;

import java.util.Arrays;

/** A text as a row of word hashes, without regard to case, punctuation and white space. */
final class WordHashes {
    private WordHashes() {}

    /** A word is a run of letters, digits and marks; a character of a script that writes no spaces is one by itself. */
    static long[] of(String text) {
        var hashes = new long[16];
        int n = 0;
        long hash = 0;
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            boolean alone = Character.isIdeographic(c) || c >= 0x3040 && c <= 0x30ff;
            boolean part = Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
            if (hash != 0 && (alone || !part)) {
                hashes = put(hashes, n++, hash);
                hash = 0;
            }
            if (alone) {
                hashes = put(hashes, n++, mix(c));
            } else if (part) {
                hash = mix(hash + Character.toLowerCase(c)) | 1;
            }
        }
        if (hash != 0) {
            hashes = put(hashes, n++, hash);
        }
        return Arrays.copyOf(hashes, n);
    }

    private static long[] put(long[] hashes, int n, long hash) {
        var roomy = n == hashes.length ? Arrays.copyOf(hashes, 2 * n) : hashes;
        roomy[n] = hash;
        return roomy;
    }

    /** The hashes of all runs of {@code length} words; none if there are fewer. */
    static long[] runs(long[] words, int length) {
        var runs = new long[Math.max(0, words.length - length + 1)];
        for (int i = 0; i < runs.length; i++) {
            long hash = length;
            for (int j = 0; j < length; j++) {
                hash = mix(hash + words[i + j]);
            }
            runs[i] = hash;
        }
        return runs;
    }

    /** SplitMix64's step: its increment and its finaliser (Steele et al. 2014). */
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
