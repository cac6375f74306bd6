package dev.ferkel.internal.tokenizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The ids of pieces met before. Threads share it without locks: an entry never changes, and a lost one is made again. */
final class PieceCache {
    private static final int SLOTS = 1 << 16;

    private record Entry(char[] piece, int[] ids) {}

    private final @Nullable Entry[] entries = new Entry[SLOTS];

    private static int slot(char[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = (hash ^ text[i]) * 0x9e3779b1;
        }
        return (hash ^ hash >>> 15) & SLOTS - 1;
    }

    /** The piece's ids, or null. */
    int @Nullable [] get(char[] text, int from, int to) {
        var entry = entries[slot(text, from, to)];
        if (entry == null || entry.piece.length != to - from) {
            return null;
        }
        for (int i = 0; i < entry.piece.length; i++) {
            if (entry.piece[i] != text[from + i]) {
                return null;
            }
        }
        return entry.ids;
    }

    void put(char[] text, int from, int to, int[] ids) {
        entries[slot(text, from, to)] = new Entry(Arrays.copyOfRange(text, from, to), ids);
    }
}
