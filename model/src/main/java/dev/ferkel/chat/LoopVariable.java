package dev.ferkel.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code loop}: its attributes, and, in a recursive loop, the loop as a function. */
final class LoopVariable implements Callable {
    private final Scope outer;
    private final List<@Nullable Object> items;
    private final int index;
    private final int depth;
    private final @Nullable Object[] changed;
    private final Callable again;

    /** @param changed the arguments of the last call of {@code loop.changed}, shared by the loop's turns */
    LoopVariable(
            Scope outer,
            List<@Nullable Object> items,
            int index,
            int depth,
            @Nullable Object[] changed,
            Callable again) {
        this.outer = outer;
        this.items = items;
        this.index = index;
        this.depth = depth;
        this.changed = changed;
        this.again = again;
    }

    @Nullable
    Object get(String name) {
        int n = items.size();
        return switch (name) {
            case "index" -> Python.integer(index + 1);
            case "index0" -> Python.integer(index);
            case "revindex" -> Python.integer(n - index);
            case "revindex0" -> Python.integer(n - index - 1);
            case "first" -> index == 0;
            case "last" -> index == n - 1;
            case "length" -> Python.integer(n);
            case "depth" -> Python.integer(depth + 1);
            case "depth0" -> Python.integer(depth);
            case "previtem" -> index > 0 ? items.get(index - 1) : new Undefined(name);
            case "nextitem" -> index + 1 < n ? items.get(index + 1) : new Undefined(name);
            case "cycle" -> cycle();
            case "changed" -> changed();
            default -> new Undefined(name);
        };
    }

    private Callable cycle() {
        return (arguments, named) -> {
            if (arguments.isEmpty()) {
                throw new TemplateFailure("no items for cycling given");
            }
            return arguments.get(index % arguments.size());
        };
    }

    private Callable changed() {
        return (arguments, named) -> {
            boolean same = Python.equal(changed[0], arguments, outer.budget);
            changed[0] = arguments;
            return !same;
        };
    }

    @Override
    public @Nullable Object call(List<@Nullable Object> arguments, Map<String, @Nullable Object> named) {
        return again.call(arguments, named);
    }
}
