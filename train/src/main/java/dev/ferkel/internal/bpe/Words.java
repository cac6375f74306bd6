package dev.ferkel.internal.bpe;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tokenizer.ByteLevelCutter;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** The words as tokens, all in one array, in which merges make them shorter. */
final class Words {
    private int[] tokens = new int[1 << 16];
    private final int[] starts;
    private final int[] lengths;
    private final long[] counts;

    /** Words of bytes; {@code idOfByte} gives their tokens. */
    Words(WordTable table, int[] idOfByte) {
        starts = new int[table.size()];
        lengths = new int[table.size()];
        counts = new long[table.size()];
        int used = 0;
        for (int word = 0; word < starts.length; word++) {
            var bytes = ByteLevelCutter.bytes(table.characters(), table.start(word), table.end(word));
            if (used > Integer.MAX_VALUE - 64 - bytes.length) {
                throw new FerkelException(
                        "the distinct pieces of the texts have too many bytes, train on a part of them");
            }
            if (used + bytes.length > tokens.length) {
                tokens = Arrays.copyOf(tokens, (int)
                        Math.min(Integer.MAX_VALUE - 64, Math.max(2L * tokens.length, used + bytes.length)));
            }
            starts[word] = used;
            lengths[word] = bytes.length;
            counts[word] = table.count(word);
            for (byte b : bytes) {
                tokens[used++] = idOfByte[b & 0xff];
            }
        }
    }

    /** Counts every pair of neighbours, overlapping ones too. */
    void count(PairTable pairs) {
        for (int word = 0; word < starts.length; word++) {
            int end = starts[word] + lengths[word];
            for (int i = starts[word] + 1; i < end; i++) {
                pairs.add(pairs.pair(tokens[i - 1], tokens[i]), counts[word], word);
            }
        }
    }

    /** Joins a pair in a word, from left to right; pairs that come up are counted and handed to {@code risen}. */
    void merge(int word, int left, int right, int joined, PairTable pairs, IntConsumer risen) {
        int from = starts[word];
        int end = from + lengths[word];
        long count = counts[word];
        int out = from;
        for (int i = from; i < end; out++) {
            if (i + 1 == end || tokens[i] != left || tokens[i + 1] != right) {
                tokens[out] = tokens[i++];
                continue;
            }
            if (out > from) {
                pairs.remove(pairs.pair(tokens[out - 1], left), count);
                risen.accept(add(pairs, tokens[out - 1], joined, count, word));
            }
            if (i + 2 < end) {
                pairs.remove(pairs.pair(right, tokens[i + 2]), count);
                risen.accept(add(pairs, joined, tokens[i + 2], count, word));
            }
            tokens[out] = joined;
            i += 2;
        }
        lengths[word] = out - from;
    }

    private static int add(PairTable pairs, int left, int right, long count, int word) {
        int pair = pairs.pair(left, right);
        pairs.add(pair, count, word);
        return pair;
    }
}
