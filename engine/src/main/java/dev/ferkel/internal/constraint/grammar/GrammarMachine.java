package dev.ferkel.internal.constraint.grammar;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.Alternatives;
import dev.ferkel.internal.constraint.Machine;
import dev.ferkel.internal.constraint.State;
import dev.ferkel.internal.constraint.text.Regexes;
import dev.ferkel.internal.constraint.text.TextState;
import dev.ferkel.internal.constraint.text.Texts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Text of a context-free grammar: a pushdown automaton that follows all of its stacks at once. A stack is a chain of
 * what is still to come, equal ones being the same object.
 */
public final class GrammarMachine implements Machine {
    private static final int DEEPEST = 2_000;
    /** Places of rules that one position may stand at. */
    private static final int MOST_PLACES = 20_000;

    private record Place(Rule rule, State follow) {}

    private record InText(TextState text, State follow) {}

    private final Map<String, Rule> rules;
    private final Texts texts = new Texts(false);
    private final Map<Place, Before> stacks = new HashMap<>();
    private final Map<InText, InWord> words = new HashMap<>();

    private GrammarMachine(Map<String, Rule> rules) {
        this.rules = rules;
    }

    /**
     * Compiles a grammar, whose rule {@code root} is the whole text.
     *
     * @throws FerkelException if it isn't well formed, or a rule begins with itself
     */
    public static GrammarMachine of(String gbnf) {
        try {
            var rules = new GbnfParser(new Regexes(), gbnf).rules();
            if (!rules.containsKey("root")) {
                throw FerkelException.of("grammar: there is no rule 'root'");
            }
            new LeftRecursion(rules).check();
            return new GrammarMachine(rules);
        } catch (StackOverflowError e) {
            throw new FerkelException("grammar: its rules are chained too deep", e);
        }
    }

    @Override
    public State start(State follow) {
        return stack(Objects.requireNonNull(rules.get("root")), follow);
    }

    private State stack(Rule rule, State follow) {
        return rule instanceof Rule.Empty
                ? follow
                : stacks.computeIfAbsent(new Place(rule, follow), p -> new Before(rule, follow));
    }

    private State word(TextState text, State follow) {
        return words.computeIfAbsent(new InText(text, follow), w -> new InWord(text, follow));
    }

    /** The states that read something, where a rule begins and {@code follow} comes behind it. */
    private void begin(Rule first, State behind, Set<Object> seen, Collection<State> found) {
        var open = new ArrayDeque<Place>();
        open.push(new Place(first, behind));
        while (!open.isEmpty()) {
            var place = open.pop();
            if (!seen.add(place)) {
                continue;
            }
            if (seen.size() > MOST_PLACES) {
                throw FerkelException.of("grammar: its text can be read in more than %d ways", MOST_PLACES);
            }
            var follow = place.follow;
            switch (place.rule) {
                case Rule.Empty empty -> go(follow, open, found);
                case Rule.Text text -> {
                    if (text.language.isLive()) {
                        found.add(word(texts.start(text.language, List.of()), follow));
                    }
                }
                case Rule.Reference reference ->
                    open.push(new Place(Objects.requireNonNull(rules.get(reference.name)), follow));
                case Rule.Row row -> open.push(new Place(row.first, stack(row.rest, follow)));
                case Rule.Choice choice -> choice.parts.forEach(part -> open.push(new Place(part, follow)));
                case Rule.Times times -> {
                    open.push(new Place(times.of, stack(times.less(), follow)));
                    if (times.least == 0) {
                        go(follow, open, found);
                    }
                }
            }
        }
    }

    private void go(State state, Deque<Place> open, Collection<State> found) {
        if (state instanceof Before before && before.owner() == this) {
            open.push(new Place(before.rule, before.follow));
        } else {
            found.add(state);
        }
    }

    /** Before a rule and what follows it. */
    private final class Before extends State {
        private final Rule rule;
        private final State follow;
        private final int depth;
        private @Nullable State first;
        private boolean asked;

        Before(Rule rule, State follow) {
            this.rule = rule;
            this.follow = follow;
            this.depth = follow instanceof Before before ? before.depth + 1 : 0;
            if (depth > DEEPEST) {
                throw FerkelException.of("grammar: the text is nested more than %d deep", DEEPEST);
            }
        }

        GrammarMachine owner() {
            return GrammarMachine.this;
        }

        private @Nullable State first() {
            if (!asked) {
                var found = new ArrayList<State>();
                begin(rule, follow, new HashSet<>(), found);
                first = Alternatives.of(found);
                asked = true;
            }
            return first;
        }

        @Override
        public void spread(Set<Object> seen, Collection<State> into) {
            begin(rule, follow, seen, into);
        }

        @Override
        public @Nullable State next(int b) {
            var state = first();
            return state == null ? null : state.next(b);
        }

        @Override
        public boolean accepts() {
            var state = first();
            return state != null && state.accepts();
        }
    }

    /** Inside a literal or character. */
    private final class InWord extends State {
        private final TextState text;
        private final State follow;

        InWord(TextState text, State follow) {
            this.text = text;
            this.follow = follow;
        }

        @Override
        public @Nullable State next(int b) {
            var next = text.next(b);
            return next == null ? null : next.accepts() ? follow : word(next, follow);
        }

        @Override
        public boolean accepts() {
            return false;
        }
    }
}
