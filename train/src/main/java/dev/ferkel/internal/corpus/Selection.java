package dev.ferkel.internal.corpus;

import java.util.List;
import java.util.Optional;

/**
 * A source, and what of it is left out.
 *
 * @param filters asked in order for each text; the first one that objects counts
 * @param heldBack asked after all others, those of other selections with them
 */
public record Selection(Source source, List<DocumentFilter> filters, Optional<HeldBack> heldBack) {
    public Selection {
        filters = List.copyOf(filters);
    }

    /** Nothing of it is held back. */
    public Selection(Source source, List<DocumentFilter> filters) {
        this(source, filters, Optional.empty());
    }
}
