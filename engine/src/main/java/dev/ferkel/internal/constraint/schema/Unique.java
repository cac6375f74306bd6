package dev.ferkel.internal.constraint.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** An array whose further items differ from each other and from those before. */
final class Unique extends Atom {
    private final Function<JsonNode, Formula> constants;
    private final List<Formula> seen;
    private final Formula other;

    private Unique(Formulas all, Function<JsonNode, Formula> constants, List<Formula> seen) {
        super(all, Kind.ARRAY);
        this.constants = constants;
        this.seen = seen;
        this.other = all.not(all.or(seen));
    }

    /** @param constants the formula that is true of one value alone */
    static Formula of(Formulas all, Function<JsonNode, Formula> constants, List<Formula> seen) {
        return all.atom(seen, new Unique(all, constants, seen));
    }

    @Override
    Formula about(Step step) {
        return other;
    }

    @Override
    Formula after(Step step, boolean held) {
        if (!held) {
            return all.no();
        }
        if (step.value().isMissingNode()) {
            return this;
        }
        var more = new ArrayList<>(seen);
        more.add(constants.apply(step.value()));
        return of(all, constants, List.copyOf(more));
    }

    @Override
    Formula needed(Step step) {
        return other;
    }
}
