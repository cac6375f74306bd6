package dev.ferkel.internal.reward;

import java.util.HashSet;
import java.util.List;

/**
 * What a rejection sample must be besides right (DeepSeek-R1, section 2.3.3: chains of thought of mixed languages, long
 * paragraphs and chaos are dropped).
 */
public final class Readability {
    private static final int LONGEST_LINE = 400;
    private static final double MOST_REPEATED = 0.4;
    private static final int FEW = 4;

    private Readability() {}

    /** Whether an attempt ended, is well formed, thought where it was to, is in one script, and doesn't go round in circles. */
    public static boolean isReadable(Attempt attempt) {
        if (!Rules.isWellFormed(attempt)
                || attempt.thinking() && attempt.reasoning().isBlank()) {
            return false;
        }
        var lines = attempt.text().lines().map(String::strip).toList();
        double language = Rules.language(Character.UnicodeScript.LATIN)
                .of(List.of(attempt))
                .getFirst();
        return language == 1
                && lines.stream().allMatch(l -> l.length() <= LONGEST_LINE)
                && (lines.size() < FEW || 1 - (double) new HashSet<>(lines).size() / lines.size() <= MOST_REPEATED);
    }
}
