package dev.ferkel.internal.bpe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules of BPE training, counting anew for every merge; for texts of ASCII letters and single spaces. */
final class PlainBpe {
    private PlainBpe() {}

    static List<TrainedTokenizer.Merge> train(String text, int vocabularySize, int minFrequency) {
        var words = words(text);
        var ids = new HashMap<String, Integer>();
        new Vocabulary(List.of()).tokens().forEach(t -> ids.put(t, ids.size()));
        var merges = new ArrayList<TrainedTokenizer.Merge>();
        while (ids.size() < vocabularySize) {
            var counts = new HashMap<TrainedTokenizer.Merge, Integer>();
            for (var word : words) {
                for (int i = 1; i < word.size(); i++) {
                    counts.merge(new TrainedTokenizer.Merge(word.get(i - 1), word.get(i)), 1, Integer::sum);
                }
            }
            var best = counts.entrySet().stream()
                    .min(Map.Entry.<TrainedTokenizer.Merge, Integer>comparingByValue()
                            .reversed()
                            .thenComparing(e -> ids.get(e.getKey().left()))
                            .thenComparing(
                                    Comparator.comparing(e -> ids.get(e.getKey().right()))));
            if (best.isEmpty() || best.get().getValue() < Math.max(1, minFrequency)) {
                break;
            }
            var merge = best.get().getKey();
            ids.putIfAbsent(merge.left() + merge.right(), ids.size());
            merges.add(merge);
            words.replaceAll(word -> merged(word, merge));
        }
        return merges;
    }

    private static List<String> merged(List<String> word, TrainedTokenizer.Merge merge) {
        var merged = new ArrayList<String>();
        for (int i = 0; i < word.size(); i++) {
            if (i + 1 < word.size()
                    && word.get(i).equals(merge.left())
                    && word.get(i + 1).equals(merge.right())) {
                merged.add(merge.left() + merge.right());
                i++;
            } else {
                merged.add(word.get(i));
            }
        }
        return merged;
    }

    /** By GPT-2's rule: a word takes the space before it, and a run of spaces leaves its last one to the word behind. */
    private static List<List<String>> words(String text) {
        var matcher =
                java.util.regex.Pattern.compile(" ?[a-z]+|\\s+(?!\\S)|\\s+").matcher(text);
        var words = new ArrayList<List<String>>();
        while (matcher.find()) {
            words.add(new ArrayList<>(matcher.group()
                    .replace(' ', 'Ġ')
                    .chars()
                    .mapToObj(Character::toString)
                    .toList()));
        }
        return words;
    }
}
