package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.text.Regex;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked of the rest of an object or array. Equal plans are the same object. */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
final class Plan {
    /** More patterns than this aren't looked at together. */
    private static final int PATTERNS = 4;

    final Values values;
    final Kind kind;
    final Goal goal;
    final Set<Atom> atoms = new LinkedHashSet<>();
    final Set<String> names = new LinkedHashSet<>();
    final Set<Regex> patterns = new LinkedHashSet<>();
    private final Map<String, Member> byName = new HashMap<>();
    private final Map<Step, Member> members = new HashMap<>();
    private String @Nullable [] sorted;
    private @Nullable Regex others;
    private final boolean unique;
    private final boolean canEnd;
    private final BitSet outcome = new BitSet();

    Plan(Values values, Kind kind, Goal goal) {
        this.values = values;
        this.kind = kind;
        this.goal = goal;
        var seen = new HashSet<Formula>();
        collect(goal.gate(), seen);
        goal.tracked().forEach(f -> collect(f, seen));
        for (var atom : atoms) {
            if (atom instanceof Members m) {
                names.addAll(m.names.keySet());
                m.patterns.forEach(p -> patterns.add(p.language()));
            } else if (atom instanceof Has h) {
                names.add(h.name);
            }
        }
        unique = atoms.stream().anyMatch(Unique.class::isInstance);
        canEnd = atEnd(goal.gate());
        for (int i = 0; i < goal.tracked().size(); i++) {
            outcome.set(i, atEnd(goal.tracked().get(i)));
        }
    }

    private void collect(Formula f, Set<Formula> seen) {
        if (!seen.add(f)) {
            return;
        }
        if (f instanceof Atom atom) {
            atoms.add(atom);
        }
        f.parts().forEach(part -> collect(part, seen));
    }

    private boolean atEnd(Formula f) {
        return f.map(atom -> values.formulas.of(atom.atEnd())).isTrue();
    }

    boolean canEnd() {
        return canEnd;
    }

    /** Which of the tracked formulas are true if it ends here. */
    BitSet outcome() {
        return outcome;
    }

    /** Whether the values of items count. */
    boolean isUnique() {
        return unique;
    }

    Member member(Step step) {
        var member = members.get(step);
        if (member == null) {
            member = new Member(this, step);
            members.put(step, member);
        }
        return member;
    }

    Member item() {
        return member(Step.ITEM);
    }

    /** The member of that name. */
    Member named(String name) {
        if (!names.contains(name)) {
            return find(name);
        }
        var member = byName.get(name);
        if (member == null) {
            member = find(name);
            byName.put(name, member);
        }
        return member;
    }

    private Member find(String name) {
        if (!names.contains(name) && patterns.isEmpty()) {
            return member(Step.ITEM);
        }
        Set<Regex> matched = new LinkedHashSet<>();
        for (var pattern : patterns) {
            if (values.matches(pattern, name)) {
                matched.add(pattern);
            }
        }
        boolean known = names.contains(name);
        return member(new Step(known ? name : "", known, Set.copyOf(matched)));
    }

    /** The names that no atom knows and that a member may have. */
    Regex others() {
        if (others == null) {
            others = findOthers();
        }
        return others;
    }

    private Regex findOthers() {
        var all = values.regexes;
        if (patterns.size() > PATTERNS) {
            return all.any();
        }
        var list = List.copyOf(patterns);
        var found = all.none();
        for (int chosen = 0; chosen < 1 << list.size(); chosen++) {
            var matched = new HashSet<Regex>();
            var language = all.any();
            for (int i = 0; i < list.size(); i++) {
                boolean in = (chosen >> i & 1) == 1;
                language = all.and(language, in ? list.get(i) : all.not(list.get(i)));
                if (in) {
                    matched.add(list.get(i));
                }
            }
            if (member(new Step("", false, Set.copyOf(matched))).feasible) {
                found = all.or(found, language);
            }
        }
        return found;
    }

    /** Whether only known names can come, of characters that need no escapes. */
    boolean isClosed() {
        return others() == values.regexes.none() && names.stream().allMatch(Plan::isPlain);
    }

    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c >= ' ' && c < 127 && c != '"' && c != '\\');
    }

    /** The known names in their order. */
    String[] sorted() {
        if (sorted == null) {
            sorted = names.stream().sorted().toArray(String[]::new);
        }
        return sorted;
    }

    /** Whether a member can come that isn't among those. */
    boolean canGoOn(Names used) {
        if (others().isLive()) {
            return true;
        }
        for (var name : names) {
            if (!used.contains(name) && named(name).feasible) {
                return true;
            }
        }
        return false;
    }

    /** The names that a member can have. */
    Regex keys(Names used) {
        var all = values.regexes;
        if (others() == all.any()) {
            return others();
        }
        var open = new ArrayList<String>();
        var closed = new ArrayList<String>();
        for (var name : names) {
            (!used.contains(name) && named(name).feasible ? open : closed).add(name);
        }
        return all.or(all.words(open), all.and(others(), all.not(all.words(closed))));
    }
}
