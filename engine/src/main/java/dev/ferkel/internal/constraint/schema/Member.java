package dev.ferkel.internal.constraint.schema;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a plan asks of the member or item that a step is, and what is left of it afterwards. */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
final class Member {
    final Goal goal;
    final boolean feasible;
    private final Plan plan;
    private final Step step;
    private final Map<BitSet, Plan> after = new HashMap<>();

    Member(Plan plan, Step step) {
        this.plan = plan;
        this.step = step;
        var values = plan.values;
        var gate = new Bounds(values.formulas, step).up(plan.goal.gate());
        var tracked = new ArrayList<Formula>();
        for (var atom : plan.atoms) {
            var about = atom.about(step);
            if (!about.isTrue() && !about.isFalse() && !implies(gate, about) && !tracked.contains(about)) {
                tracked.add(about);
            }
        }
        goal = new Goal(gate, List.copyOf(tracked));
        feasible = values.feasible(gate);
    }

    private static boolean implies(Formula gate, Formula f) {
        if (gate == f) {
            return true;
        }
        if (!(gate instanceof Junction j) || j.type != Junction.Type.AND) {
            return false;
        }
        return j.parts.contains(f)
                || f instanceof Junction k && k.type == Junction.Type.AND && j.parts.containsAll(k.parts);
    }

    /** What is left when it has passed. */
    Plan after(BitSet outcome) {
        var next = after.get(outcome);
        if (next == null) {
            next = after(outcome, step);
            after.put(outcome, next);
        }
        return next;
    }

    /** The same where its value counts. */
    Plan after(BitSet outcome, JsonNode value) {
        return after(outcome, step.with(value));
    }

    private Plan after(BitSet outcome, Step done) {
        return plan.values.plan(
                plan.kind,
                step(plan.goal.gate(), outcome, done),
                plan.goal.tracked().stream().map(f -> step(f, outcome, done)).toList());
    }

    private Formula step(Formula f, BitSet outcome, Step done) {
        return f.map(atom -> {
            var about = atom.about(step);
            int i = goal.tracked().indexOf(about);
            boolean held = i >= 0 ? outcome.get(i) : !about.isFalse();
            return atom.after(done, held);
        });
    }
}
