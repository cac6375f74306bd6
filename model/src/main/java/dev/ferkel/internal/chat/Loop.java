package dev.ferkel.internal.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@code for} with its {@code loop} variable. */
record Loop(List<String> names, @Nullable Expression filter, Statement body, Statement otherwise, boolean recursive) {
    void run(Scope outer, @Nullable Object over, StringBuilder out, int depth) {
        var items = Python.iterate(over, outer.budget);
        if (filter != null) {
            items = kept(outer, items, filter);
        }
        if (items.isEmpty()) {
            otherwise.run(outer, out);
            return;
        }
        Object[] changed = {new Object()};
        for (int i = 0; i < items.size(); i++) {
            outer.budget.step();
            var scope = new Scope(outer);
            scope.set("loop", variable(outer, items, i, depth, changed));
            DefinitionParser.assign(scope, names, items.get(i));
            try {
                body.run(scope, out);
            } catch (Statement.Jump jump) {
                if (jump.leavesLoop) {
                    return;
                }
            }
        }
    }

    private List<@Nullable Object> kept(Scope outer, List<@Nullable Object> items, Expression test) {
        var kept = new ArrayList<@Nullable Object>();
        for (var item : items) {
            var scope = new Scope(outer);
            DefinitionParser.assign(scope, names, item);
            if (Python.truth(test.evaluate(scope))) {
                kept.add(item);
            }
        }
        return kept;
    }

    private LoopVariable variable(
            Scope outer, List<@Nullable Object> items, int i, int depth, @Nullable Object[] changed) {
        Map<String, @Nullable Object> values = new HashMap<>();
        int n = items.size();
        values.put("index", Python.integer(i + 1));
        values.put("index0", Python.integer(i));
        values.put("revindex", Python.integer(n - i));
        values.put("revindex0", Python.integer(n - i - 1));
        values.put("first", i == 0);
        values.put("last", i == n - 1);
        values.put("length", Python.integer(n));
        values.put("depth", Python.integer(depth + 1));
        values.put("depth0", Python.integer(depth));
        values.put("previtem", i > 0 ? items.get(i - 1) : new Undefined("previtem"));
        values.put("nextitem", i + 1 < n ? items.get(i + 1) : new Undefined("nextitem"));
        Callable cycle = (arguments, named) -> {
            if (arguments.isEmpty()) {
                throw new TemplateFailure("no items for cycling given");
            }
            return arguments.get(i % arguments.size());
        };
        values.put("cycle", cycle);
        Callable hasChanged = (arguments, named) -> {
            boolean same = Comparison.equal(changed[0], arguments, outer.budget);
            changed[0] = arguments;
            return !same;
        };
        values.put("changed", hasChanged);
        return new LoopVariable(values, (arguments, named) -> {
            if (!recursive || arguments.isEmpty()) {
                throw new TemplateFailure("the loop must have the 'recursive' modifier");
            }
            outer.budget.enter();
            var text = new StringBuilder();
            run(outer, arguments.getFirst(), text, depth + 1);
            outer.budget.leave();
            return text.toString();
        });
    }

    /** {@code loop}: its attributes, and, in a recursive loop, the loop as a function. */
    record LoopVariable(Map<String, @Nullable Object> values, Callable again) implements Callable {
        @Override
        public @Nullable Object call(List<@Nullable Object> arguments, Map<String, @Nullable Object> named) {
            return again.call(arguments, named);
        }
    }
}
