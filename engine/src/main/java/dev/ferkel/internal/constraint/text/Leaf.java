package dev.ferkel.internal.constraint.text;

/** The language of an automaton's state. */
final class Leaf extends Regex {
    final Automaton state;

    Leaf(Regexes all, Automaton state) {
        super(all, state.accepts(), state.live());
        this.state = state;
    }

    @Override
    Partition cut() {
        return state.classes();
    }

    @Override
    Regex derive(int c) {
        var next = state.next(c);
        return next == null ? all.none() : all.automaton(next);
    }
}
