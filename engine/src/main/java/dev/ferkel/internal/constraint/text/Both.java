package dev.ferkel.internal.constraint.text;

import java.util.ArrayList;
import java.util.List;

/** Words of every part. */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
final class Both extends Regex {
    final List<Regex> parts;

    Both(Regexes all, List<Regex> parts) {
        super(all, parts.stream().allMatch(Regex::isNullable), false);
        this.parts = parts;
    }

    @Override
    Partition cut() {
        var cut = Partition.WHOLE;
        for (var part : parts) {
            cut = cut.and(part.classes());
        }
        return cut;
    }

    @Override
    Regex derive(int c) {
        var derived = new ArrayList<Regex>(parts.size());
        for (var part : parts) {
            var next = part.after(c);
            if (next == all.none()) {
                return next;
            }
            derived.add(next);
        }
        return all.and(derived);
    }
}
