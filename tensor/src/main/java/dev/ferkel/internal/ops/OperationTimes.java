package dev.ferkel.internal.ops;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each operation took, how many bytes of weights it read, and how much it multiplied. Used by one thread. */
public final class OperationTimes {
    /**
     * One operation's sums.
     *
     * @param bytes of weights, each matrix once a call
     * @param operations multiplications and additions of matrix products
     */
    public record Line(String name, long calls, long nanos, long bytes, long operations) {
        Line plus(Line other) {
            return new Line(
                    name, calls + other.calls, nanos + other.nanos, bytes + other.bytes, operations + other.operations);
        }
    }

    private final Map<String, Line> lines = new LinkedHashMap<>();

    void add(String name, long nanos, long bytes, long operations) {
        lines.merge(name, new Line(name, 1, nanos, bytes, operations), Line::plus);
    }

    /** The longest first. */
    public List<Line> lines() {
        var sorted = new ArrayList<>(lines.values());
        sorted.sort(Comparator.comparingLong(Line::nanos).reversed());
        return sorted;
    }

    public void clear() {
        lines.clear();
    }
}
