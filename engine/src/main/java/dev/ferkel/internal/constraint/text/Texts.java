package dev.ferkel.internal.constraint.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Readers of text, equal ones once: as UTF-8, or as UTF-8 inside a JSON string. For one thread at a time. */
public final class Texts {
    final boolean json;
    private final Map<List<Regex>, WholeText> known = new HashMap<>();

    /** @param json whether the text stands in a JSON string, with its escapes, and ends before its closing quote */
    public Texts(boolean json) {
        this.json = json;
    }

    /**
     * A reader at the start of a text.
     *
     * @param gate what the text has to belong to; live
     * @param tracked languages of which is to be known whether the text belongs to them
     */
    public TextState start(Regex gate, List<Regex> tracked) {
        var all = new ArrayList<Regex>(1 + tracked.size());
        all.add(gate);
        all.addAll(tracked);
        return state(all);
    }

    WholeText state(List<Regex> regexes) {
        return known.computeIfAbsent(regexes, r -> new WholeText(this, r));
    }
}
