package dev.ferkel.internal.constraint.text;

import org.jspecify.annotations.Nullable;

/**
 * Numbers of characters.
 *
 * @param most {@link Integer#MAX_VALUE} without a bound
 */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
public record Lengths(int least, int most) {
    private static final Lengths ANY = new Lengths(0, Integer.MAX_VALUE);

    /** Those of a language that asks for nothing else. */
    static @Nullable Lengths of(Regex regex) {
        if (regex == regex.all.any()) {
            return ANY;
        }
        if (regex instanceof Repeat r && isAnyChar(r.of)) {
            return new Lengths(r.least, r.most == Regexes.INFINITE ? ANY.most : r.most);
        }
        if (regex instanceof Seq s && isAnyChar(s.first)) {
            var rest = of(s.second);
            return rest == null ? null : new Lengths(1 + rest.least, rest.most == ANY.most ? rest.most : 1 + rest.most);
        }
        return regex == regex.all.empty() ? new Lengths(0, 0) : isAnyChar(regex) ? new Lengths(1, 1) : null;
    }

    private static boolean isAnyChar(Regex regex) {
        return regex instanceof Chars c && c.set.equals(CharSet.ANY);
    }
}
