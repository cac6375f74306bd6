package dev.ferkel.internal.constraint;

import dev.ferkel.error.ConstraintException;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.engine.Constraint;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A machine's rules over tokens. After an end token nothing may come. Several may share a machine, also across threads: they
 * take turns at it.
 */
public final class TokenConstraint implements Constraint {
    private final TokenTrie trie;
    private final MaskCache masks;
    private final Set<Integer> endIds;
    private final Machine machine;
    private final Runnable failed;
    private final List<State> states = new ArrayList<>();
    private int ended;

    /** @param failed is run when the machine can't go on, such as when it would grow beyond all bounds */
    TokenConstraint(TokenTrie trie, MaskCache masks, Set<Integer> endIds, Machine machine, Runnable failed) {
        this.trie = trie;
        this.masks = masks;
        this.endIds = endIds;
        this.machine = machine;
        this.failed = failed;
        states.add(ask(() -> machine.start(End.INSTANCE)));
    }

    private State state() {
        return states.getLast();
    }

    /** The tokens that may come, a bit each; not to be changed, nor kept while other states' are asked for. */
    public long[] allowed() {
        return ended > 0 ? new long[trie.words()] : ask(() -> masks.of(state()));
    }

    @Override
    public void mask(Tensor logits) {
        var allowed = allowed();
        long address = logits.address();
        long tokens = logits.elements();
        for (int word = 0; 64L * word < tokens; word++) {
            long forbidden = word < allowed.length ? ~allowed[word] : -1;
            for (; forbidden != 0; forbidden &= forbidden - 1) {
                long id = 64L * word + Long.numberOfTrailingZeros(forbidden);
                if (id < tokens) {
                    Memory.put(address, id, Float.NEGATIVE_INFINITY);
                }
            }
        }
    }

    @Override
    public void accept(int id) {
        if (ended > 0 || endIds.contains(id)) {
            ended++;
            return;
        }
        states.add(ask(() -> after(id)));
    }

    private <T> T ask(Supplier<T> question) {
        synchronized (machine) {
            try {
                return question.get();
            } catch (FerkelException e) {
                failed.run();
                throw new ConstraintException(String.valueOf(e.getMessage()), e);
            } catch (StackOverflowError e) {
                failed.run();
                throw new ConstraintException("the constraint is nested too deep", e);
            } catch (RuntimeException e) {
                failed.run();
                throw e;
            }
        }
    }

    private State after(int id) {
        State state = state();
        for (byte b : trie.bytes(id)) {
            state = state.next(b & 0xff);
            if (state == null) {
                throw FerkelException.of("token %d can't come here: the constraint forbids it", id);
            }
        }
        return state;
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
    public TokenConstraint fresh() {
        return new TokenConstraint(trie, masks, endIds, machine, failed);
    }

    @Override
    public int[] forced(int most) {
        var ids = new int[most];
        int count = 0;
        try {
            for (int id = onlyOne(); count < most && id >= 0; id = onlyOne()) {
                accept(id);
                ids[count++] = id;
            }
        } finally {
            rollback(count);
        }
        return Arrays.copyOf(ids, count);
    }

    /** The token that has to come; -1 if there is a choice, or the end may come. */
    private int onlyOne() {
        int id = ended > 0 ? -1 : only(allowed());
        return endIds.contains(id) ? -1 : id;
    }

    /** The only token of a mask; -1 if there are others, or none. */
    private static int only(long[] mask) {
        int id = -1;
        for (int word = 0; word < mask.length; word++) {
            if (mask[word] != 0) {
                if (id >= 0 || Long.bitCount(mask[word]) > 1) {
                    return -1;
                }
                id = 64 * word + Long.numberOfTrailingZeros(mask[word]);
            }
        }
        return id;
    }
}
