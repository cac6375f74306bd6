package dev.ferkel.internal.constraint.text;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** A set of code points: the sorted places where membership changes, beginning outside. */
public final class CharSet {
    /** One past the highest code point. */
    static final int END = 0x110000;

    public static final CharSet NONE = new CharSet();
    public static final CharSet ANY = range(0, END - 1);

    private final int[] changes;

    private CharSet(int... changes) {
        this.changes = changes;
    }

    public static CharSet of(int c) {
        return range(c, c);
    }

    /** {@code lo} to {@code hi}, both included. */
    public static CharSet range(int lo, int hi) {
        return new CharSet(lo, hi + 1);
    }

    static CharSet of(String characters) {
        var set = NONE;
        for (int c : characters.codePoints().toArray()) {
            set = set.or(of(c));
        }
        return set;
    }

    static CharSet where(IntPredicate member) {
        var changes = new int[64];
        int n = 0;
        boolean inside = false;
        for (int c = 0; c < END; c++) {
            if (member.test(c) != inside) {
                if (n == changes.length) {
                    changes = Arrays.copyOf(changes, 2 * n);
                }
                changes[n++] = c;
                inside = !inside;
            }
        }
        return new CharSet(closed(Arrays.copyOf(changes, n)));
    }

    private static int[] closed(int[] changes) {
        if (changes.length % 2 == 0) {
            return changes;
        }
        var closed = Arrays.copyOf(changes, changes.length + 1);
        closed[changes.length] = END;
        return closed;
    }

    boolean contains(int c) {
        int i = Arrays.binarySearch(changes, c);
        return (i >= 0 ? i + 1 : -i - 1) % 2 == 1;
    }

    boolean isEmpty() {
        return changes.length == 0;
    }

    /** The lowest member. */
    int first() {
        return changes[0];
    }

    public CharSet not() {
        int skip = changes.length > 0 && changes[0] == 0 ? 1 : 0;
        var turned = new int[changes.length + 2];
        int n = 0;
        if (skip == 0) {
            turned[n++] = 0;
        }
        for (int i = skip; i < changes.length; i++) {
            turned[n++] = changes[i];
        }
        if (n > 0 && turned[n - 1] == END) {
            n--;
        } else {
            turned[n++] = END;
        }
        return new CharSet(Arrays.copyOf(turned, n));
    }

    public CharSet or(CharSet other) {
        return merge(other, 1);
    }

    CharSet and(CharSet other) {
        return merge(other, 2);
    }

    private CharSet merge(CharSet other, int least) {
        var merged = new int[changes.length + other.changes.length];
        int n = 0;
        boolean inside = false;
        for (int i = 0, j = 0; i < changes.length || j < other.changes.length; ) {
            int at = Math.min(
                    i < changes.length ? changes[i] : END + 1, j < other.changes.length ? other.changes[j] : END + 1);
            i += i < changes.length && changes[i] == at ? 1 : 0;
            j += j < other.changes.length && other.changes[j] == at ? 1 : 0;
            if (i % 2 + j % 2 >= least != inside) {
                merged[n++] = at;
                inside = !inside;
            }
        }
        return new CharSet(Arrays.copyOf(merged, n));
    }

    /** Colour 1 inside, 0 outside. */
    Partition partition() {
        if (isEmpty()) {
            return Partition.WHOLE;
        }
        boolean fromStart = changes[0] == 0;
        boolean toEnd = changes[changes.length - 1] == END;
        int n = changes.length + (fromStart ? 0 : 1) - (toEnd ? 1 : 0);
        var starts = new int[n];
        var colours = new int[n];
        int shift = fromStart ? 0 : 1;
        for (int i = shift; i < n; i++) {
            starts[i] = changes[i - shift];
            colours[i] = (i - shift) % 2 == 0 ? 1 : 0;
        }
        return new Partition(starts, colours);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CharSet set && Arrays.equals(changes, set.changes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(changes);
    }
}
