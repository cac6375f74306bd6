package dev.ferkel.internal.constraint.text;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.text.RegexTree.Ahead;
import dev.ferkel.internal.constraint.text.RegexTree.Choice;
import dev.ferkel.internal.constraint.text.RegexTree.Edge;
import dev.ferkel.internal.constraint.text.RegexTree.One;
import dev.ferkel.internal.constraint.text.RegexTree.Row;
import dev.ferkel.internal.constraint.text.RegexTree.Times;
import java.util.ArrayList;
import java.util.List;

/**
 * From a written pattern to its language. What asserts something is built with all that comes after it, so that a
 * lookahead is an intersection.
 */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
final class RegexBuilder {
    private static final int COPIES = 4;

    private final Regexes all;
    private final String pattern;

    RegexBuilder(Regexes all, String pattern) {
        this.all = all;
        this.pattern = pattern;
    }

    /** Texts in which the pattern is found somewhere. */
    Regex found(RegexTree tree) {
        var atStart = row(List.of(tree), all.any(), true);
        var later = row(List.of(tree), all.any(), false);
        return all.or(atStart, all.seq(all.repeat(all.length(1, 1), 1, Regexes.INFINITE), later));
    }

    /** Texts that the pattern matches from end to end. */
    Regex whole(RegexTree tree) {
        return row(List.of(tree), all.empty(), true);
    }

    @SuppressWarnings("UnnamedVariable") // the formatter does not know the unnamed one yet
    private Regex row(List<RegexTree> parts, Regex rest, boolean atStart) {
        if (parts.isEmpty()) {
            return rest;
        }
        var first = parts.getFirst();
        var others = parts.subList(1, parts.size());
        if (!first.asserts()) {
            return plainFirst(plain(first), others, rest, atStart);
        }
        return switch (first) {
            case One unused -> throw new IllegalStateException("a character asserts nothing");
            case Edge edge ->
                edge == Edge.END
                        ? all.and(all.empty(), row(others, rest, atStart))
                        : atStart ? row(others, rest, true) : all.none();
            case Ahead ahead -> {
                var seen = row(List.of(ahead.of()), all.any(), atStart);
                yield all.and(ahead.negative() ? all.not(seen) : seen, row(others, rest, atStart));
            }
            case Row row -> row(joined(row.parts(), others), rest, atStart);
            case Choice choice ->
                all.or(choice.parts().stream()
                        .map(part -> row(joined(List.of(part), others), rest, atStart))
                        .toList());
            case Times times -> copies(times, others, rest, atStart);
        };
    }

    private Regex plainFirst(Regex first, List<RegexTree> others, Regex rest, boolean atStart) {
        boolean split = atStart
                && first.isNullable()
                && first != all.empty()
                && others.stream().anyMatch(RegexTree::asserts);
        if (!split) {
            return all.seq(first, row(others, rest, atStart && first == all.empty()));
        }
        return all.or(row(others, rest, true), all.seq(all.and(first, all.not(all.empty())), row(others, rest, false)));
    }

    private Regex copies(Times times, List<RegexTree> others, Regex rest, boolean atStart) {
        if (times.most() == Regexes.INFINITE || times.most() > COPIES) {
            throw FerkelException.of(
                    "pattern '%s': '^', '$' or a lookahead is repeated, which is not supported", pattern);
        }
        var choices = new ArrayList<Regex>();
        for (int n = times.least(); n <= times.most(); n++) {
            var row = new ArrayList<RegexTree>();
            for (int i = 0; i < n; i++) {
                row.add(times.of());
            }
            row.addAll(others);
            choices.add(row(row, rest, atStart));
        }
        return all.or(choices);
    }

    private static List<RegexTree> joined(List<RegexTree> a, List<RegexTree> b) {
        var joined = new ArrayList<>(a);
        joined.addAll(b);
        return joined;
    }

    private Regex plain(RegexTree tree) {
        return switch (tree) {
            case One one -> all.chars(one.set());
            case Row row -> {
                var regex = all.empty();
                for (var part : row.parts().reversed()) {
                    regex = all.seq(plain(part), regex);
                }
                yield regex;
            }
            case Choice choice ->
                all.or(choice.parts().stream().map(this::plain).toList());
            case Times times -> all.repeat(plain(times.of()), times.least(), times.most());
            default -> throw new IllegalStateException("built with what follows");
        };
    }
}
