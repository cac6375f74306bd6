package dev.ferkel.internal.corpus;

/**
 * Signatures that tell how much texts have in common (Broder 1997): of each of a number of hash functions the least value
 * over the text's shingles. Two texts agree in as large a share of them as their sets of shingles do (Jaccard).
 */
final class MinHash {
    /** Hash functions. */
    static final int SIZE = 128;
    /** Words of a shingle. */
    static final int SHINGLE = 5;

    private final long[] seeds = new long[SIZE];

    MinHash(long seed) {
        for (int i = 0; i < SIZE; i++) {
            seeds[i] = WordHashes.mix(WordHashes.mix(seed) + i);
        }
    }

    /** A text's shingles as hashes, repeated ones too; a text of fewer words is one shingle. */
    static long[] shingles(String text) {
        var words = WordHashes.of(text);
        return WordHashes.runs(words, Math.min(SHINGLE, words.length));
    }

    /** The signature of a set of shingles. */
    int[] signature(long[] shingles) {
        var least = new long[SIZE];
        java.util.Arrays.fill(least, Long.MAX_VALUE);
        for (long shingle : shingles) {
            for (int i = 0; i < SIZE; i++) {
                // one multiplication a function: the shingle is well mixed already
                long x = (shingle ^ seeds[i]) * 0xd6e8feb86659fd93L;
                least[i] = Math.min(least[i], (x ^ x >>> 32) * 0xd6e8feb86659fd93L);
            }
        }
        var signature = new int[SIZE];
        for (int i = 0; i < SIZE; i++) {
            signature[i] = (int) (least[i] >>> 32);
        }
        return signature;
    }

    /** The share in which two signatures agree. */
    static double similarity(int[] a, int[] b) {
        int same = 0;
        for (int i = 0; i < SIZE; i++) {
            same += a[i] == b[i] ? 1 : 0;
        }
        return (double) same / SIZE;
    }
}
