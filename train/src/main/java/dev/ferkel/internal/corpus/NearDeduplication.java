package dev.ferkel.internal.corpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Leaves out texts that have most of their shingles in common with one before. Candidates are those whose signatures
 * agree in one of 16 bands of 8 (locality-sensitive hashing): 95 in 100 at a similarity of 0.8, 6 in 100 at 0.5. About
 * 2 KB a text that stays.
 */
public final class NearDeduplication implements DocumentFilter {
    private static final int BANDS = 16;
    private static final int ROWS = MinHash.SIZE / BANDS;
    /** Most texts that one is compared with in a band: what all texts have in common must not make this quadratic. */
    private static final int CANDIDATES = 64;

    private final MinHash minHash;
    private final double threshold;
    private final List<int[]> signatures = new ArrayList<>();
    /** The texts of a band's value; the newest ones, if there are many. */
    private final Map<Long, Bucket> buckets = new HashMap<>();

    private static final class Bucket {
        int[] texts = {0};
        int size;

        void add(int text) {
            if (size >= texts.length && texts.length < CANDIDATES) {
                texts = java.util.Arrays.copyOf(texts, 2 * texts.length);
            }
            texts[size % texts.length] = text;
            size++;
        }

        int count() {
            return Math.min(size, texts.length);
        }
    }

    /**
     * Nothing was seen yet.
     *
     * @param seed draws the hash functions
     * @param threshold least similarity (0 to 1) of duplicates
     */
    public NearDeduplication(long seed, double threshold) {
        this.minHash = new MinHash(seed);
        this.threshold = threshold;
    }

    @Override
    public Optional<String> obstacle(String text) {
        var shingles = MinHash.shingles(text);
        if (shingles.length == 0) {
            return Optional.empty();
        }
        var signature = minHash.signature(shingles);
        var bands = bands(signature);
        for (long band : bands) {
            var bucket = buckets.get(band);
            for (int i = 0; bucket != null && i < bucket.count(); i++) {
                if (MinHash.similarity(signature, signatures.get(bucket.texts[i])) >= threshold) {
                    return Optional.of("near duplicate");
                }
            }
        }
        for (long band : bands) {
            buckets.computeIfAbsent(band, b -> new Bucket()).add(signatures.size());
        }
        signatures.add(signature);
        return Optional.empty();
    }

    private static long[] bands(int[] signature) {
        var bands = new long[BANDS];
        for (int b = 0; b < BANDS; b++) {
            long hash = b;
            for (int i = b * ROWS; i < (b + 1) * ROWS; i++) {
                hash = WordHashes.mix(hash + signature[i]);
            }
            bands[b] = hash;
        }
        return bands;
    }
}
