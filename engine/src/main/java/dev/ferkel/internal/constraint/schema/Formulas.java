package dev.ferkel.internal.constraint.schema;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes formulas, equal ones once, simplified. For one thread at a time. */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
final class Formulas {
    private static final int MOST = 1_000_000;
    private static final long LARGEST = 200_000;

    private record Key(Object kind, Object parts) {}

    private final Map<Key, Formula> known = new HashMap<>();
    private int count;
    private final Formula yes = new Constant(this);
    private final Formula no = new Constant(this);

    int count(long size) {
        if (count >= MOST || size > LARGEST) {
            throw FerkelException.of(
                    "the schema takes more than %d formulas, or one of more than %d parts", MOST, LARGEST);
        }
        return count++;
    }

    Formula yes() {
        return yes;
    }

    Formula no() {
        return no;
    }

    Formula of(boolean value) {
        return value ? yes : no;
    }

    /** The atom that was made first of those equal by their content. */
    Formula atom(Object content, Atom atom) {
        var before = known.putIfAbsent(new Key(atom.getClass(), content), atom);
        return before == null ? atom : before;
    }

    Formula not(Formula f) {
        if (f.isTrue() || f.isFalse()) {
            return of(f.isFalse());
        }
        return f instanceof Negation n ? n.of : once("not", List.of(f));
    }

    Formula and(Formula... parts) {
        return and(List.of(parts));
    }

    Formula and(Collection<Formula> parts) {
        return join(parts, true);
    }

    Formula or(Formula... parts) {
        return or(List.of(parts));
    }

    Formula or(Collection<Formula> parts) {
        return join(parts, false);
    }

    private Formula join(Collection<Formula> parts, boolean and) {
        Set<Formula> set = new LinkedHashSet<>();
        for (var part : parts) {
            if (part == of(!and)) {
                return part;
            }
            if (part instanceof Junction j && j.type == (and ? Junction.Type.AND : Junction.Type.OR)) {
                set.addAll(j.parts);
            } else if (part != of(and)) {
                set.add(part);
            }
        }
        for (var part : set) {
            if (part instanceof Negation n && set.contains(n.of)) {
                return of(!and);
            }
        }
        return switch (set.size()) {
            case 0 -> of(and);
            case 1 -> set.iterator().next();
            default -> once(and ? Junction.Type.AND : Junction.Type.OR, sorted(set));
        };
    }

    private static List<Formula> sorted(Collection<Formula> parts) {
        var sorted = new ArrayList<>(parts);
        sorted.sort((a, b) -> Integer.compare(a.id, b.id));
        return sorted;
    }

    /** Exactly one. */
    Formula one(Collection<Formula> parts) {
        var open = new ArrayList<Formula>();
        boolean found = false;
        for (var part : parts) {
            if (part.isTrue() && found) {
                return no;
            }
            found |= part.isTrue();
            if (!part.isTrue() && !part.isFalse()) {
                open.add(part);
            }
        }
        if (found) {
            return and(open.stream().map(this::not).toList());
        }
        return switch (open.size()) {
            case 0 -> no;
            case 1 -> open.getFirst();
            default -> once(Junction.Type.ONE, sorted(open));
        };
    }

    private Formula once(Object kind, List<Formula> parts) {
        var key = new Key(kind, parts);
        var formula = known.get(key);
        if (formula == null) {
            formula = kind instanceof Junction.Type type
                    ? new Junction(this, type, parts)
                    : new Negation(this, parts.getFirst());
            known.put(key, formula);
        }
        return formula;
    }
}
