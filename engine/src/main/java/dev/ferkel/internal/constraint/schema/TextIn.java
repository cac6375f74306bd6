package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.text.Regex;

/** A string whose text belongs to a language. */
final class TextIn extends Atom {
    final Regex language;

    private TextIn(Formulas all, Regex language) {
        super(all, Kind.STRING);
        this.language = language;
    }

    static Formula of(Formulas all, Regex language) {
        return all.atom(language, new TextIn(all, language));
    }
}
