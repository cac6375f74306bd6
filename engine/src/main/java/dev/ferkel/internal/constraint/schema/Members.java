package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.text.Regex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An object each of whose members has a value that its name asks for. */
final class Members extends Atom {
    /** A schema for the members whose name belongs to a language. */
    record Pattern(Regex language, Sub value) {}

    final Map<String, Sub> names;
    final List<Pattern> patterns;
    /** For those with neither name nor pattern. */
    final Sub others;

    Members(Formulas all, Map<String, Sub> names, List<Pattern> patterns, Sub others) {
        super(all, Kind.OBJECT);
        this.names = names;
        this.patterns = patterns;
        this.others = others;
    }

    @Override
    Formula about(Step step) {
        var found = new ArrayList<Formula>();
        var named = step.named() ? names.get(step.name()) : null;
        boolean known = named != null;
        if (named != null) {
            found.add(named.formula());
        }
        for (var pattern : patterns) {
            if (step.patterns().contains(pattern.language)) {
                found.add(pattern.value.formula());
                known = true;
            }
        }
        return known ? all.and(found) : others.formula();
    }

    @Override
    Formula after(Step step, boolean held) {
        return held ? this : all.no();
    }

    @Override
    Formula needed(Step step) {
        return about(step);
    }
}
