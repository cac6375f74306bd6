package dev.ferkel.internal.tokenizer;

import java.util.Arrays;

/** A growing list of ids. */
final class IdList {
    private int[] ids;
    private int size;

    IdList(int capacity) {
        ids = new int[Math.max(16, capacity)];
    }

    void add(int id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size * 2);
        }
        ids[size++] = id;
    }

    void addAll(int[] more, int count) {
        if (size + count > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(size + count, size * 2));
        }
        for (int i = 0; i < count; i++) {
            ids[size++] = more[i];
        }
    }

    int[] toArray() {
        return Arrays.copyOf(ids, size);
    }
}
