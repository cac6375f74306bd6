package dev.ferkel.internal.constraint;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.engine.Constraint;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A machine's rules over tokens. After an end token nothing may come. */
public final class TokenConstraint implements Constraint {
    private final TokenTrie trie;
    private final MaskCache masks;
    private final Set<Integer> endIds;
    private final Machine machine;
    private final List<State> states = new ArrayList<>();
    private int ended;

    TokenConstraint(TokenTrie trie, MaskCache masks, Set<Integer> endIds, Machine machine) {
        this.trie = trie;
        this.masks = masks;
        this.endIds = endIds;
        this.machine = machine;
        states.add(machine.start(End.INSTANCE));
    }

    private State state() {
        return states.getLast();
    }

    /** The tokens that may come, a bit each; not to be changed. */
    public long[] allowed() {
        return ended > 0 ? new long[trie.words()] : masks.of(state());
    }

    @Override
    public void mask(Tensor logits) {
        var allowed = allowed();
        long address = logits.address();
        for (long i = 0; i < logits.elements(); i++) {
            int word = (int) (i >> 6);
            if (word >= allowed.length || (allowed[word] >> i & 1) == 0) {
                Memory.put(address, i, Float.NEGATIVE_INFINITY);
            }
        }
    }

    @Override
    public void accept(int id) {
        if (ended > 0 || endIds.contains(id)) {
            ended++;
            return;
        }
        State state = state();
        for (byte b : trie.bytes(id)) {
            state = state.next(b & 0xff);
            if (state == null) {
                throw FerkelException.of("token %d can't come here: the constraint forbids it", id);
            }
        }
        states.add(state);
    }

    @Override
    public void rollback(int tokens) {
        int ends = Math.min(tokens, ended);
        ended -= ends;
        for (int i = ends; i < tokens; i++) {
            states.removeLast();
        }
    }

    @Override
    public Constraint fresh() {
        return new TokenConstraint(trie, masks, endIds, machine);
    }
}
