package dev.ferkel.internal.constraint;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Several states at once, where a text can be read in more than one way. */
public final class Alternatives extends State {
    /** A list of words has one each; what they cost together, {@link MaskWork} limits. */
    private static final int MOST = 10_000;

    private final Set<State> states;
    private final int hash;
    private final boolean walksItself;

    private Alternatives(Set<State> states) {
        this.states = states;
        this.hash = states.hashCode();
        this.walksItself = states.stream().anyMatch(State::walksItself);
    }

    /** Any of the two; null if both are. */
    static @Nullable State of(@Nullable State a, @Nullable State b) {
        return a == null || a.equals(b) ? b : b == null ? a : Objects.requireNonNull(of(List.of(a, b)));
    }

    /** Any of these; null if there are none. */
    public static @Nullable State of(List<State> all) {
        if (all.size() < 2) {
            return all.isEmpty() ? null : all.getFirst();
        }
        Set<State> set = new LinkedHashSet<>();
        var seen = new HashSet<Object>();
        for (var state : all) {
            state.spread(seen, set);
            if (set.size() > MOST) {
                throw FerkelException.of("the constraint's text can be read in more than %d ways", MOST);
            }
        }
        return set.isEmpty() ? null : set.size() == 1 ? set.iterator().next() : new Alternatives(set);
    }

    @Override
    public void spread(Set<Object> seen, Collection<State> into) {
        into.addAll(states);
    }

    int size() {
        return states.size();
    }

    @Override
    public @Nullable State next(int b) {
        return MaskWork.NOW.isBound() ? MaskWork.NOW.get().next(this, b) : step(b);
    }

    /** As {@link #next}, found out anew. */
    @Nullable
    State step(int b) {
        var next = new ArrayList<State>(states.size());
        for (var state : states) {
            var after = state.next(b);
            if (after != null) {
                next.add(after);
            }
        }
        return of(next);
    }

    @Override
    public boolean accepts() {
        return states.stream().anyMatch(State::accepts);
    }

    @Override
    public boolean walksItself() {
        return walksItself;
    }

    /** All together, so that ways which meet again are gone once: apart, their number may grow with each byte. */
    @Override
    public void walk(TokenTrie trie, int node, long[] mask) {
        if (!walksItself) {
            super.walk(trie, node, mask);
            return;
        }
        var together = new ArrayList<State>();
        for (var state : states) {
            if (state.walksItself()) {
                state.walk(trie, node, mask);
            } else {
                together.add(state);
            }
        }
        var rest = of(together);
        if (rest != null) {
            rest.walk(trie, node, mask);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Alternatives a && hash == a.hash && states.equals(a.states);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
