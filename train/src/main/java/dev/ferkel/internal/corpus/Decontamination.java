package dev.ferkel.internal.corpus;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Leaves out texts that have 13 words in a row in common with an evaluation (as for GPT-3, Brown et al. 2020, appendix
 * C). An evaluation's text of 8 to 12 words counts as a whole, shorter ones are too common to tell.
 */
public final class Decontamination implements DocumentFilter {
    private static final int WORDS = 13;
    private static final int LEAST = 8;

    /** By number of words, the hashes of what evaluations have. */
    private final Map<Integer, LongSet> runs = new TreeMap<>();

    /** Knows these evaluation texts. */
    public Decontamination(Iterable<String> evaluation) {
        for (var text : evaluation) {
            var words = WordHashes.of(text);
            int length = Math.min(WORDS, words.length);
            if (length >= LEAST) {
                var set = runs.computeIfAbsent(length, l -> new LongSet());
                for (long run : WordHashes.runs(words, length)) {
                    set.add(run);
                }
            }
        }
    }

    @Override
    public Optional<String> obstacle(String text) {
        var words = WordHashes.of(text);
        for (var entry : runs.entrySet()) {
            for (long run : WordHashes.runs(words, entry.getKey())) {
                if (entry.getValue().contains(run)) {
                    return Optional.of("contaminated");
                }
            }
        }
        return Optional.empty();
    }
}
