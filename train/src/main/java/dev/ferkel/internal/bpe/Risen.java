package dev.ferkel.internal.bpe;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** The pairs whose count rose in a merge, each once. */
final class Risen implements IntConsumer {
    private int[] pairs = new int[1 << 10];
    private int size;
    /** Of each pair, the round in which it rose last. */
    private int[] rounds = new int[1 << 14];

    private int round = 1;

    @Override
    public void accept(int pair) {
        if (pair >= rounds.length) {
            rounds = Arrays.copyOf(rounds, Math.max(pair + 1, 2 * rounds.length));
        }
        if (rounds[pair] == round) {
            return;
        }
        rounds[pair] = round;
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * size);
        }
        pairs[size++] = pair;
    }

    /** Puts them into the queue and begins the next round. */
    void moveTo(PairQueue queue) {
        for (int i = 0; i < size; i++) {
            queue.add(pairs[i]);
        }
        size = 0;
        round++;
    }
}
