package dev.ferkel.internal.constraint.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A regular language over code points, as an expression in a normal form, each but once (Brzozowski 1964). Made by
 * {@link Regexes}, and like it for one thread at a time.
 */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
public abstract class Regex {
    private static final byte UNKNOWN = 0;
    private static final byte LIVE = 1;
    private static final byte DEAD = 2;

    final Regexes all;
    final int id;
    final boolean nullable;
    private byte liveness;
    private Partition classes = Partition.WHOLE;
    private int[] starts = {};
    private Regex[] targets = {};

    /** @param live whether it is known to have a word */
    Regex(Regexes all, boolean nullable, boolean live) {
        this.all = all;
        this.id = all.count();
        this.nullable = nullable;
        this.liveness = nullable || live ? LIVE : UNKNOWN;
    }

    abstract Partition cut();

    abstract Regex derive(int c);

    /** Whether the empty word belongs to it. */
    public final boolean isNullable() {
        return nullable;
    }

    /** Code points of one colour have one derivative. */
    final Partition classes() {
        expand();
        return classes;
    }

    /** What may follow {@code c}. */
    final Regex after(int c) {
        expand();
        return targets[Partition.interval(starts, c)];
    }

    private void expand() {
        if (starts.length > 0) {
            return;
        }
        var cut = cut();
        var byColour = new HashMap<Integer, Regex>();
        int n = cut.starts().length;
        var from = new int[n];
        var to = new Regex[n];
        var colours = new int[n];
        int kept = 0;
        for (int i = 0; i < n; i++) {
            int c = cut.starts()[i];
            var target = byColour.computeIfAbsent(cut.colours()[i], k -> derive(c));
            if (kept == 0 || to[kept - 1] != target) {
                from[kept] = c;
                colours[kept] = target.id;
                to[kept++] = target;
            }
        }
        starts = Arrays.copyOf(from, kept);
        targets = Arrays.copyOf(to, kept);
        classes = new Partition(starts, Arrays.copyOf(colours, kept));
    }

    /** Whether it has a word. A search that takes too long says yes. */
    public final boolean isLive() {
        if (liveness == UNKNOWN) {
            search();
        }
        return liveness == LIVE;
    }

    private void search() {
        Map<Regex, Regex> from = new HashMap<>();
        var open = new ArrayDeque<Regex>();
        open.add(this);
        from.put(this, this);
        while (!open.isEmpty()) {
            var next = open.poll();
            if (next.liveness == LIVE || from.size() > Regexes.SEARCH) {
                for (var r = next; r != this; r = from.getOrDefault(r, this)) {
                    r.liveness = LIVE;
                }
                liveness = LIVE;
                return;
            }
            if (next.liveness == DEAD) {
                continue;
            }
            next.expand();
            for (var target : next.targets) {
                if (target.liveness != DEAD && from.putIfAbsent(target, next) == null) {
                    open.add(target);
                }
            }
        }
        from.keySet().forEach(r -> r.liveness = DEAD);
    }

    final void dead() {
        liveness = DEAD;
    }

    /** The same by id, so that sets have one order. */
    static List<Regex> sorted(Iterable<Regex> parts) {
        var list = new ArrayList<Regex>();
        parts.forEach(list::add);
        list.sort((a, b) -> Integer.compare(a.id, b.id));
        return list;
    }
}
