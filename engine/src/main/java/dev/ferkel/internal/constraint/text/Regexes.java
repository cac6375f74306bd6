package dev.ferkel.internal.constraint.text;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Makes expressions, equal ones once. For one thread at a time. */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
public final class Regexes {
    /** States that a search for a word looks at. */
    static final int SEARCH = 20_000;

    private static final int MOST = 400_000;
    /** Without an upper bound. */
    public static final int INFINITE = -1;

    private record Key(String kind, Object first, Object second) {}

    private final Map<Key, Regex> known = new HashMap<>();
    private int count;
    private final Regex none;
    private final Regex empty;
    private final Regex any;

    public Regexes() {
        none = new Chars(this, CharSet.NONE);
        none.dead();
        empty = new Empty(this);
        any = new Not(this, none);
        known.put(new Key("chars", CharSet.NONE, 0), none);
        known.put(new Key("not", none, 0), any);
    }

    int count() {
        if (count >= MOST) {
            throw FerkelException.of("the constraint takes more than %d states", MOST);
        }
        return count++;
    }

    private Regex once(String kind, Object first, Object second, Supplier<Regex> make) {
        var key = new Key(kind, first, second);
        var regex = known.get(key);
        if (regex == null) {
            regex = make.get();
            known.put(key, regex);
        }
        return regex;
    }

    /** No word. */
    public Regex none() {
        return none;
    }

    /** The empty word. */
    public Regex empty() {
        return empty;
    }

    /** Every word. */
    public Regex any() {
        return any;
    }

    public Regex chars(CharSet set) {
        return once("chars", set, 0, () -> new Chars(this, set));
    }

    public Regex literal(String text) {
        var points = text.codePoints().toArray();
        var regex = empty;
        for (int i = points.length - 1; i >= 0; i--) {
            regex = seq(chars(CharSet.of(points[i])), regex);
        }
        return regex;
    }

    /** One of {@code words}. */
    public Regex words(List<String> words) {
        return words.isEmpty() ? none : automaton(Words.of(words).root());
    }

    Regex automaton(Automaton state) {
        return once("automaton", state, 0, () -> new Leaf(this, state));
    }

    public Regex seq(Regex a, Regex b) {
        if (a == none || b == none) {
            return none;
        }
        if (a == empty) {
            return b;
        }
        if (b == empty) {
            return a;
        }
        if (a instanceof Seq s) {
            return seq(s.first, seq(s.second, b));
        }
        if (a == any && (b == any || b instanceof Seq s && s.first == any)) {
            return b;
        }
        return once("seq", a, b, () -> new Seq(this, a, b));
    }

    public Regex or(Regex... parts) {
        return or(List.of(parts));
    }

    /** Words of any of the parts. */
    public Regex or(List<Regex> parts) {
        var set = new LinkedHashSet<Regex>();
        var chars = CharSet.NONE;
        for (var part : flat(parts, true)) {
            if (part == any) {
                return any;
            } else if (part instanceof Chars c) {
                chars = chars.or(c.set);
            } else {
                set.add(part);
            }
        }
        if (!chars.isEmpty()) {
            set.add(chars(chars));
        }
        if (set.stream().anyMatch(p -> p instanceof Not n && set.contains(n.of))) {
            return any;
        }
        var sorted = Regex.sorted(set);
        return switch (sorted.size()) {
            case 0 -> none;
            case 1 -> sorted.getFirst();
            default -> once("or", sorted, 0, () -> new Either(this, sorted));
        };
    }

    public Regex and(Regex... parts) {
        return and(List.of(parts));
    }

    /** Words of all of the parts. */
    public Regex and(List<Regex> parts) {
        var set = new LinkedHashSet<Regex>();
        for (var part : flat(parts, false)) {
            if (part == none) {
                return none;
            } else if (part != any) {
                set.add(part);
            }
        }
        if (set.contains(empty)) {
            return set.stream().allMatch(Regex::isNullable) ? empty : none;
        }
        if (set.stream().anyMatch(p -> p instanceof Not n && set.contains(n.of))) {
            return none;
        }
        var sorted = Regex.sorted(set);
        return switch (sorted.size()) {
            case 0 -> any;
            case 1 -> sorted.getFirst();
            default -> once("and", sorted, 0, () -> new Both(this, sorted));
        };
    }

    private static List<Regex> flat(List<Regex> parts, boolean or) {
        var flat = new ArrayList<Regex>();
        for (var part : parts) {
            if (or && part instanceof Either e) {
                flat.addAll(e.parts);
            } else if (!or && part instanceof Both b) {
                flat.addAll(b.parts);
            } else {
                flat.add(part);
            }
        }
        return flat;
    }

    public Regex not(Regex regex) {
        return regex instanceof Not n ? n.of : once("not", regex, 0, () -> new Not(this, regex));
    }

    /** {@code least} to {@code most} times; any number from {@code least} on if that is {@link #INFINITE}. */
    public Regex repeat(Regex of, int least, int most) {
        if (most == 0 || of == empty) {
            return empty;
        }
        if (of == none) {
            return least == 0 ? empty : none;
        }
        if (least == 1 && most == 1) {
            return of;
        }
        if (of == any || most == INFINITE && of instanceof Repeat r && r.least == 0 && r.most == INFINITE) {
            return of;
        }
        if (least <= 1 && most == INFINITE && of instanceof Chars c && c.set.equals(CharSet.ANY)) {
            return least == 0 ? any : seq(of, any);
        }
        int from = of.nullable ? 0 : least;
        return once("repeat", of, List.of(from, most), () -> new Repeat(this, of, from, most));
    }

    /** Texts of {@code least} to {@code most} code points. */
    public Regex length(int least, int most) {
        return repeat(chars(CharSet.ANY), least, most);
    }
}
