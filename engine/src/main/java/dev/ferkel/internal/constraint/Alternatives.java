package dev.ferkel.internal.constraint;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Several states at once, where a text can be read in more than one way. */
public final class Alternatives extends State {
    private static final int MOST = 10_000;

    private final Set<State> states;

    private Alternatives(Set<State> states) {
        this.states = states;
    }

    /** Any of the two; null if both are. */
    static @Nullable State of(@Nullable State a, @Nullable State b) {
        return a == null || a.equals(b) ? b : b == null ? a : Objects.requireNonNull(of(List.of(a, b)));
    }

    /** Any of these; null if there are none. */
    public static @Nullable State of(List<State> all) {
        Set<State> set = new LinkedHashSet<>();
        for (var state : all) {
            if (state instanceof Alternatives a) {
                set.addAll(a.states);
            } else {
                set.add(state);
            }
        }
        if (set.size() > MOST) {
            throw FerkelException.of("the constraint's text can be read in more than %d ways", MOST);
        }
        return set.isEmpty() ? null : set.size() == 1 ? set.iterator().next() : new Alternatives(set);
    }

    @Override
    public @Nullable State next(int b) {
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
    public void walk(TokenTrie trie, int node, long[] mask) {
        states.forEach(state -> state.walk(trie, node, mask));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Alternatives a && states.equals(a.states);
    }

    @Override
    public int hashCode() {
        return states.hashCode();
    }
}
