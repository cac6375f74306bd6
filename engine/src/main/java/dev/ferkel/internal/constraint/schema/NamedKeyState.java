package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import org.jspecify.annotations.Nullable;

/** Inside the name of a member that can only have names which are known, of plain ASCII. */
final class NamedKeyState extends State {
    private final ObjectFrame object;
    private final int depth;
    private final int from;
    private final int to;
    private final @Nullable State[] next;
    private final boolean[] asked;

    /**
     * @param depth characters read
     * @param from the first of the sorted names that begin so
     * @param to the first behind those
     */
    NamedKeyState(ObjectFrame object, int depth, int from, int to) {
        this.object = object;
        this.depth = depth;
        this.from = from;
        this.to = to;
        this.next = new State[to - from];
        this.asked = new boolean[to - from];
    }

    @Override
    public @Nullable State next(int b) {
        var names = object.plan.sorted();
        int first = from;
        if (names[first].length() == depth) {
            if (b == '"') {
                return object.named(names[first]);
            }
            first++;
        }
        while (first < to && names[first].charAt(depth) < b) {
            first++;
        }
        if (first == to || names[first].charAt(depth) != b) {
            return null;
        }
        if (!asked[first - from]) {
            asked[first - from] = true;
            int end = first + 1;
            while (end < to && names[end].charAt(depth) == b) {
                end++;
            }
            boolean open = false;
            for (int i = first; i < end && !open; i++) {
                open = object.isOpen(names[i]);
            }
            next[first - from] = open ? new NamedKeyState(object, depth + 1, first, end) : null;
        }
        return next[first - from];
    }

    @Override
    public boolean accepts() {
        return false;
    }
}
