package dev.ferkel.internal.constraint.text;

import java.util.Arrays;
import java.util.HashMap;

/**
 * The code points cut into intervals, each with a colour; those of one colour lead to the same place (the derivative
 * classes of Owens, Reppy and Turon 2009).
 *
 * @param starts of the intervals, the first 0
 */
record Partition(int[] starts, int[] colours) {
    static final Partition WHOLE = new Partition(new int[] {0}, new int[] {0});

    /** Both cuts at once. */
    Partition and(Partition other) {
        if (other.starts.length == 1) {
            return this;
        }
        if (starts.length == 1) {
            return other;
        }
        var merged = new int[starts.length + other.starts.length];
        var mixed = new int[merged.length];
        var mixtures = new HashMap<Long, Integer>();
        int n = 0;
        int i = -1;
        int j = -1;
        int at = 0;
        while (at < CharSet.END) {
            i += i + 1 < starts.length && starts[i + 1] == at ? 1 : 0;
            j += j + 1 < other.starts.length && other.starts[j + 1] == at ? 1 : 0;
            int colour = mixtures.computeIfAbsent((long) colours[i] << 32 | other.colours[j], k -> mixtures.size());
            if (n == 0 || mixed[n - 1] != colour) {
                merged[n] = at;
                mixed[n++] = colour;
            }
            at = Math.min(
                    i + 1 < starts.length ? starts[i + 1] : CharSet.END,
                    j + 1 < other.starts.length ? other.starts[j + 1] : CharSet.END);
        }
        return new Partition(Arrays.copyOf(merged, n), Arrays.copyOf(mixed, n));
    }

    /** The interval that {@code c} lies in. */
    int interval(int c) {
        return interval(starts, c);
    }

    static int interval(int[] starts, int c) {
        int i = Arrays.binarySearch(starts, c);
        return i >= 0 ? i : -i - 2;
    }
}
