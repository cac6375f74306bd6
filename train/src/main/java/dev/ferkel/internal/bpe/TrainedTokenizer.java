package dev.ferkel.internal.bpe;

import java.util.List;

/**
 * What was learnt.
 *
 * @param vocabulary tokens by id: the special ones, the bytes in the order of their stand-in characters, one a merge
 * @param specialTokens the first of them
 * @param merges in the order in which they apply
 */
public record TrainedTokenizer(
        List<String> vocabulary, List<String> specialTokens, List<Merge> merges, PreTokenizerKind preTokenizer) {
    /** Two tokens that become one. */
    public record Merge(String left, String right) {}

    public TrainedTokenizer {
        vocabulary = List.copyOf(vocabulary);
        specialTokens = List.copyOf(specialTokens);
        merges = List.copyOf(merges);
    }
}
