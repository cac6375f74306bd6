package dev.ferkel.internal.bpe;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tokenizer.Pieces;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** Distinct pieces and how often each comes, in the order of their first appearance. All their characters share an array. */
final class WordTable implements Pieces {
    private static final int MOST_CHARACTERS = Integer.MAX_VALUE - 64;

    /** Drawn anew, so that no corpus can be made whose words all fall into one place. */
    private final long multiplier = ThreadLocalRandom.current().nextLong() | 1;

    private char[] chars = new char[1 << 16];
    private int[] ends = new int[1 << 12];
    private int[] hashes = new int[1 << 12];
    private long[] counts = new long[1 << 12];
    /** Word plus one; an empty slot is 0. */
    private int[] slots = new int[1 << 13];

    private int size;

    @Override
    public void piece(char[] text, int from, int to) {
        int hash = hash(text, from, to);
        int mask = slots.length - 1;
        int slot = hash & mask;
        for (int word = slots[slot] - 1; word >= 0; word = slots[slot] - 1) {
            if (hashes[word] == hash && Arrays.equals(chars, start(word), ends[word], text, from, to)) {
                counts[word]++;
                return;
            }
            slot = slot + 1 & mask;
        }
        slots[slot] = add(text, from, to, hash) + 1;
        if (size > slots.length / 2) {
            rehash();
        }
    }

    private int add(char[] text, int from, int to, int hash) {
        int start = size == 0 ? 0 : ends[size - 1];
        long end = (long) start + to - from;
        if (end > MOST_CHARACTERS) {
            throw FerkelException.of(
                    "the distinct pieces of the texts have more than %d characters, train on a part of them",
                    MOST_CHARACTERS);
        }
        if (end > chars.length) {
            chars = Arrays.copyOf(chars, (int) Math.min(MOST_CHARACTERS, Math.max(end, 2L * chars.length)));
        }
        System.arraycopy(text, from, chars, start, to - from);
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        ends[size] = (int) end;
        hashes[size] = hash;
        counts[size] = 1;
        return size++;
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int word = 0; word < size; word++) {
            int slot = hashes[word] & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = word + 1;
        }
    }

    private int hash(char[] text, int from, int to) {
        long hash = 1;
        for (int i = from; i < to; i++) {
            hash = (hash ^ text[i]) * multiplier;
            hash ^= hash >>> 29;
        }
        return (int) (hash ^ hash >>> 32);
    }

    int size() {
        return size;
    }

    long count(int word) {
        return counts[word];
    }

    char[] characters() {
        return chars;
    }

    int start(int word) {
        return word == 0 ? 0 : ends[word - 1];
    }

    int end(int word) {
        return ends[word];
    }
}
