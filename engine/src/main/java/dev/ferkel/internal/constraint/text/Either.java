package dev.ferkel.internal.constraint.text;

import java.util.ArrayList;
import java.util.List;

/** Words of at least one part. */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
final class Either extends Regex {
    final List<Regex> parts;

    Either(Regexes all, List<Regex> parts) {
        super(all, parts.stream().anyMatch(Regex::isNullable), parts.stream().anyMatch(Regex::isLive));
        this.parts = parts;
        if (parts.stream().noneMatch(Regex::isLive)) {
            dead();
        }
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
            if (next != all.none()) {
                derived.add(next);
            }
        }
        return all.or(derived);
    }
}
