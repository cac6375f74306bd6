package dev.ferkel.internal.engine;

import java.util.Arrays;
import java.util.List;

/** An answer's ids and the bits of its log-probabilities. */
record Bits(List<Integer> ids, List<Integer> logProbabilities) {
    /** Of twelve greedy tokens after a prompt of so many. */
    static Bits after(Engine engine, int tokens) throws InterruptedException {
        int[] prompt = new int[tokens];
        Arrays.setAll(prompt, i -> 3 + 37 * i % 190);
        return of(engine.submit(
                        Request.builder(prompt).maxTokens(12).alternatives(5).build())
                .await());
    }

    static Bits of(Answer answer) {
        return new Bits(
                answer.ids(),
                answer.logProbabilities().stream().map(Float::floatToIntBits).toList());
    }
}
