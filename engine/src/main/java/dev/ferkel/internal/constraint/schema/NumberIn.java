package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.text.Regex;

/** A number whose text belongs to a language. */
final class NumberIn extends Atom {
    final Regex language;
    /** Whether the language tells values apart only without exponents. */
    final boolean plain;

    private NumberIn(Formulas all, Regex language, boolean plain) {
        super(all, Kind.NUMBER);
        this.language = language;
        this.plain = plain;
    }

    static Formula of(Formulas all, Regex language, boolean plain) {
        return all.atom(language, new NumberIn(all, language, plain));
    }
}
