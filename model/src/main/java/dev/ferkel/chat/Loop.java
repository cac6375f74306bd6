package dev.ferkel.chat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@code for} with its {@code loop} variable. */
record Loop(List<String> names, @Nullable Expression filter, Statement body, Statement otherwise, boolean recursive) {
    private static final int STEPS_A_TURN = 4;

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
            outer.budget.steps(STEPS_A_TURN);
            var scope = new Scope(outer);
            scope.set("loop", new LoopVariable(outer, items, i, depth, changed, (a, n) -> again(outer, a, depth + 1)));
            TemplateParser.assign(scope, names, items.get(i));
            try {
                body.run(scope, out);
            } catch (Statement.Jump jump) {
                if (jump.leaves) {
                    return;
                }
            }
        }
    }

    private List<@Nullable Object> kept(Scope outer, List<@Nullable Object> items, Expression test) {
        var kept = new ArrayList<@Nullable Object>();
        for (var item : items) {
            outer.budget.steps(STEPS_A_TURN);
            var scope = new Scope(outer);
            TemplateParser.assign(scope, names, item);
            if (Python.truth(test.evaluate(scope))) {
                kept.add(item);
            }
        }
        return kept;
    }

    private String again(Scope outer, List<@Nullable Object> arguments, int depth) {
        if (!recursive || arguments.isEmpty()) {
            throw new TemplateFailure("the loop must have the 'recursive' modifier");
        }
        outer.budget.enter();
        try {
            var text = new StringBuilder();
            run(outer, arguments.getFirst(), text, depth);
            return text.toString();
        } finally {
            outer.budget.leave();
        }
    }
}
