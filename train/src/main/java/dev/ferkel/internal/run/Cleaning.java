package dev.ferkel.internal.run;

import dev.ferkel.internal.corpus.Cursor;
import dev.ferkel.internal.corpus.Decontamination;
import dev.ferkel.internal.corpus.Document;
import dev.ferkel.internal.corpus.DocumentFilter;
import dev.ferkel.internal.corpus.ExactDeduplication;
import dev.ferkel.internal.corpus.NearDeduplication;
import dev.ferkel.internal.corpus.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is left out of all of a stage's corpora together.
 *
 * @param evaluations texts that must not be learned from
 */
record Cleaning(Duplicates duplicates, List<Source> evaluations) {
    /** Similarity from which on a text is another's duplicate. */
    private static final double NEAR = 0.8;

    static final Cleaning NOTHING = new Cleaning(Duplicates.NONE, List.of());

    enum Duplicates {
        NONE,
        EXACT,
        NEAR
    }

    static Cleaning read(RecipeNode stage, Path folder) {
        var evaluations = new ArrayList<Source>();
        for (var node : stage.children("decontaminate")) {
            CorpusSettings.source(node, folder).ifPresent(evaluations::add);
            node.end();
        }
        return new Cleaning(stage.choice("deduplicate", Duplicates.NONE), List.copyOf(evaluations));
    }

    /** Filters for one pass over all texts. */
    List<DocumentFilter> filters(long seed) {
        var filters = new ArrayList<DocumentFilter>();
        if (!evaluations.isEmpty()) {
            var texts = new ArrayList<String>();
            for (var evaluation : evaluations) {
                try (var documents = evaluation.open(Cursor.START, note -> {})) {
                    while (documents.next()) {
                        if (documents.document() instanceof Document.Text text) {
                            texts.add(text.text());
                        }
                    }
                }
            }
            filters.add(new Decontamination(texts));
        }
        if (duplicates != Duplicates.NONE) {
            filters.add(new ExactDeduplication());
        }
        if (duplicates == Duplicates.NEAR) {
            filters.add(new NearDeduplication(seed, NEAR));
        }
        return filters;
    }
}
