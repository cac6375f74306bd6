package dev.ferkel.internal.bpe;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tokenizer.ByteLevelCutter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;

/**
 * Learns byte-level BPE (Sennrich et al. 2016, over bytes as in GPT-2): of all pairs of neighbours the most frequent one
 * becomes a token, again and again; among equals the one with the smallest ids. The result is that of Hugging Face's
 * {@code BpeTrainer} with all bytes as initial alphabet. Memory grows with the distinct pieces, not with the texts.
 */
public final class BpeTrainer {
    /** As many tokens as a {@code tokenizer.json} may have here. */
    private static final int MOST_TOKENS = 1 << 20;

    /**
     * What to learn.
     *
     * @param vocabularySize most tokens, special ones and the 256 bytes included
     * @param specialTokens get the first ids
     * @param minFrequency how often a pair must come at least to be merged; 0 and 1 are the same
     */
    public record Settings(
            int vocabularySize, List<String> specialTokens, int minFrequency, PreTokenizerKind preTokenizer) {
        /**
         * @throws FerkelException if the vocabulary is too small, or a special token comes twice or is one of the bytes
         */
        public Settings {
            specialTokens = List.copyOf(specialTokens);
            int least = Vocabulary.BYTES + specialTokens.size();
            if (vocabularySize < least || vocabularySize > MOST_TOKENS) {
                throw FerkelException.of(
                        "a vocabulary of %d tokens, expected at least %d (256 bytes and %d special tokens) and at most %d",
                        vocabularySize, least, specialTokens.size(), MOST_TOKENS);
            }
            if (minFrequency < 0) {
                throw FerkelException.of("a minimum frequency of %d, expected at least 0", minFrequency);
            }
            checkSpecial(specialTokens);
        }

        private static void checkSpecial(List<String> specialTokens) {
            var seen = new HashSet<>(new Vocabulary(List.of()).tokens());
            for (var token : specialTokens) {
                if (token.isEmpty() || !seen.add(token)) {
                    throw FerkelException.of(
                            "special token '%s', expected texts that differ from each other and from single bytes",
                            token);
                }
            }
        }
    }

    private BpeTrainer() {}

    /** Learns from texts, of which each is cut into pieces by itself. */
    public static TrainedTokenizer train(Iterator<String> texts, Settings settings, Progress progress) {
        var vocabulary = new Vocabulary(settings.specialTokens());
        var words = new Words(count(texts, settings.preTokenizer(), progress), vocabulary.idOfByte());
        var merges = merge(words, vocabulary, settings, progress);
        return new TrainedTokenizer(vocabulary.tokens(), settings.specialTokens(), merges, settings.preTokenizer());
    }

    private static WordTable count(Iterator<String> texts, PreTokenizerKind kind, Progress progress) {
        var table = new WordTable();
        var cutter = new ByteLevelCutter(kind.name(), kind.json());
        long characters = 0;
        while (texts.hasNext()) {
            var text = texts.next();
            cutter.cut(text, table);
            characters += text.length();
            progress.counted(characters, table.size());
        }
        return table;
    }

    private static List<TrainedTokenizer.Merge> merge(
            Words words, Vocabulary vocabulary, Settings settings, Progress progress) {
        var pairs = new PairTable();
        words.count(pairs);
        var queue = new PairQueue(pairs, Math.max(1, settings.minFrequency()));
        for (int pair = 0; pair < pairs.size(); pair++) {
            queue.add(pair);
        }
        var risen = new Risen();
        var merges = new ArrayList<TrainedTokenizer.Merge>();
        int most = settings.vocabularySize() - vocabulary.size();
        while (vocabulary.size() < settings.vocabularySize()) {
            int best = queue.take();
            if (best < 0) {
                break;
            }
            int left = pairs.left(best);
            int right = pairs.right(best);
            var merge = new TrainedTokenizer.Merge(vocabulary.token(left), vocabulary.token(right));
            int joined = vocabulary.id(merge.left() + merge.right());
            for (int word = pairs.takeWord(best); word >= 0; word = pairs.takeWord(best)) {
                words.merge(word, left, right, joined, pairs, risen);
            }
            pairs.clear(best);
            risen.moveTo(queue);
            merges.add(merge);
            progress.merged(merges.size(), most);
        }
        return merges;
    }
}
