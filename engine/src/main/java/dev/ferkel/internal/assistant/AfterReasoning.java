package dev.ferkel.internal.assistant;

import dev.ferkel.internal.engine.Constraint;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Begins to constrain when the thinking has ended; until then only the answer's end is forbidden. */
final class AfterReasoning implements Constraint {
    private static final String CLOSE = "</think>";

    private final Tokenizer tokenizer;
    private final Set<Integer> endIds;
    private final Constraint answer;
    /** After each token of the thinking, the end of its text, as far as it may begin the tag. */
    private final List<String> tails = new ArrayList<>(List.of(""));

    private int answered;

    AfterReasoning(Tokenizer tokenizer, Set<Integer> endIds, Constraint answer) {
        this.tokenizer = tokenizer;
        this.endIds = endIds;
        this.answer = answer;
    }

    private boolean thinks() {
        return !tails.getLast().endsWith(CLOSE);
    }

    @Override
    public void mask(Tensor logits) {
        if (thinks()) {
            for (int id : endIds) {
                if (id < logits.elements()) {
                    Memory.put(logits.address(), id, Float.NEGATIVE_INFINITY);
                }
            }
        } else {
            answer.mask(logits);
        }
    }

    @Override
    public void accept(int id) {
        if (!thinks()) {
            answer.accept(id);
            answered++;
            return;
        }
        // bytes as characters: the tag may be cut anywhere
        var text = tails.getLast() + new String(tokenizer.bytes(id), StandardCharsets.ISO_8859_1);
        int close = text.indexOf(CLOSE);
        tails.add(close >= 0 ? CLOSE : text.substring(Math.max(0, text.length() - CLOSE.length() + 1)));
    }

    @Override
    public void rollback(int tokens) {
        int fromAnswer = Math.min(tokens, answered);
        answer.rollback(fromAnswer);
        answered -= fromAnswer;
        for (int i = fromAnswer; i < tokens; i++) {
            tails.removeLast();
        }
    }

    @Override
    public Constraint fresh() {
        return new AfterReasoning(tokenizer, endIds, answer.fresh());
    }
}
