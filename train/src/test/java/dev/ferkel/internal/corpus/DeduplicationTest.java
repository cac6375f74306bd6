package dev.ferkel.internal.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the sets of shingles themselves, and what the theory of locality-sensitive hashing says. */
class DeduplicationTest {
    private static List<String> words(Random random, int count) {
        var words = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            words.add("w" + random.nextInt(1_000_000));
        }
        return words;
    }

    /** A copy in which a share of the words is another. */
    private static List<String> changed(List<String> words, double share, Random random) {
        var copy = new ArrayList<>(words);
        copy.replaceAll(w -> random.nextDouble() < share ? "x" + random.nextInt(1_000_000) : w);
        return copy;
    }

    private static double jaccard(List<String> a, List<String> b) {
        var first = shingles(a);
        var both = new HashSet<>(first);
        var second = shingles(b);
        both.retainAll(second);
        first.addAll(second);
        return (double) both.size() / first.size();
    }

    private static HashSet<List<String>> shingles(List<String> words) {
        var shingles = new HashSet<List<String>>();
        for (int i = 0; i + 5 <= words.size(); i++) {
            shingles.add(List.copyOf(words.subList(i, i + 5)));
        }
        return shingles;
    }

    /** The estimate's standard deviation is at most sqrt(0.25 / 128) = 0.044, its mean over many pairs much nearer. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.03, 0.1, 0.3, 1})
    void estimatesTheJaccardSimilarity(double share) {
        var random = new Random(7);
        double error = 0;
        int pairs = 60;
        for (int i = 0; i < pairs; i++) {
            var a = words(random, 50 + random.nextInt(400));
            var b = changed(a, share, random);
            var minHash = new MinHash(random.nextLong());
            double estimate = MinHash.similarity(
                    minHash.signature(MinHash.shingles(String.join(" ", a))),
                    minHash.signature(MinHash.shingles(String.join(" ", b))));
            double exact = jaccard(a, b);
            assertThat(estimate).isCloseTo(exact, within(5 * 0.0442));
            error += estimate - exact;
        }
        assertThat(error / pairs).isCloseTo(0, within(4 * 0.0442 / Math.sqrt(pairs)));
    }

    /** Few shingles: a set of one or two is where a weak hash function shows. */
    @Test
    void estimatesForShortTexts() {
        int same = 0;
        int tries = 400;
        for (int i = 0; i < tries; i++) {
            var minHash = new MinHash(i);
            // shingles {1 2 3 4 5} and {1 2 3 4 5, 2 3 4 5 6}: one of two in common
            double estimate = MinHash.similarity(
                    minHash.signature(MinHash.shingles("1 2 3 4 5")),
                    minHash.signature(MinHash.shingles("1 2 3 4 5 6")));
            same += (int) Math.round(estimate * MinHash.SIZE);
        }
        assertThat((double) same / tries / MinHash.SIZE).isCloseTo(0.5, within(0.02));
    }

    @Test
    void leavesOutNearDuplicates() {
        var random = new Random(3);
        var filter = new NearDeduplication(1, 0.8);
        var texts = new ArrayList<List<String>>();
        for (int i = 0; i < 200; i++) {
            texts.add(words(random, 300));
            assertThat(filter.obstacle(String.join(" ", texts.getLast()))).isEmpty();
        }
        int found = 0;
        for (var text : texts) {
            // similarity about 0.93
            var copy = new ArrayList<>(text);
            copy.set(100, "other");
            copy.set(200, "another");
            assertThat(jaccard(text, copy)).isGreaterThan(0.9);
            found += filter.obstacle(String.join(", ", copy)).isPresent() ? 1 : 0;
            // similarity about 0.3
            assertThat(filter.obstacle(String.join(" ", changed(text, 0.2, random))))
                    .isEmpty();
        }
        // 1 - (1 - 0.93^8)^16 is 0.99999
        assertThat(found).isGreaterThanOrEqualTo(198);
    }

    @Test
    void aCrowdIsNoTrap() {
        var filter = new NearDeduplication(1, 1.1);
        for (int i = 0; i < 2000; i++) {
            assertThat(filter.obstacle("the same words in all of these texts")).isEmpty();
        }
    }

    @Test
    void leavesOutExactDuplicates() {
        var filter = new ExactDeduplication();
        assertThat(filter.obstacle("Die Größe\n der Straße")).isEmpty();
        assertThat(filter.obstacle(" Die Gro\u0308\u00dfe\tder Straße\n")).hasValue("exact duplicate");
        assertThat(filter.obstacle("die Größe der Straße")).isEmpty();
        assertThat(filter.obstacle("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"13, 13, true", "12, 13, false", "40, 13, true", "9, 9, true", "8, 9, false", "7, 7, false"})
    void leavesOutWhatAnEvaluationHas(int common, int evaluation, boolean contaminated) {
        var random = new Random(common);
        var question = words(random, evaluation);
        var text = new ArrayList<>(words(random, 50));
        text.addAll(20, question.subList(0, Math.min(common, evaluation)));
        var filter = new Decontamination(List.of("unrelated", String.join(" ", question) + "?"));
        assertThat(filter.obstacle(String.join(",\n", text).toUpperCase(java.util.Locale.ROOT))
                        .isPresent())
                .isEqualTo(contaminated);
    }

    @Test
    void charactersWithoutSpacesAreWords() {
        assertThat(WordHashes.of("深度学习 and GPUs, 2026!")).hasSize(7);
        assertThat(WordHashes.of("naïve")).hasSize(1);
        assertThat(WordHashes.of(" ...")).isEmpty();
    }
}
