package dev.ferkel.internal.corpus;

import java.util.List;

/**
 * A source, and what of it is left out.
 *
 * @param filters asked in order for each text; the first one that objects counts
 */
public record Selection(Source source, List<DocumentFilter> filters) {
    public Selection {
        filters = List.copyOf(filters);
    }
}
