package dev.ferkel.internal.ops;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each operation took, and what it read and multiplied. Used by one thread. */
public final class OperationTimes {
    /**
     * One operation's sums.
     *
     * @param waited nanoseconds of these for which its thread had nothing to do but wait for the others
     */
    public record Line(String name, long calls, long nanos, long waited, Work work) {
        Line plus(Line other) {
            return new Line(
                    name, calls + other.calls, nanos + other.nanos, waited + other.waited, work.plus(other.work));
        }
    }

    private final Map<String, Line> lines = new LinkedHashMap<>();

    void add(String name, long nanos, long waited, Work work) {
        lines.merge(name, new Line(name, 1, nanos, waited, work), Line::plus);
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
