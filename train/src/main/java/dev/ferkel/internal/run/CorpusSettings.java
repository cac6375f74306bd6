package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.corpus.Cursor;
import dev.ferkel.internal.corpus.Document;
import dev.ferkel.internal.corpus.DocumentFilter;
import dev.ferkel.internal.corpus.HeldBack;
import dev.ferkel.internal.corpus.JdkSource;
import dev.ferkel.internal.corpus.JsonLinesSource;
import dev.ferkel.internal.corpus.ParquetSource;
import dev.ferkel.internal.corpus.QualityFilter;
import dev.ferkel.internal.corpus.QualitySettings;
import dev.ferkel.internal.corpus.Selection;
import dev.ferkel.internal.corpus.Source;
import dev.ferkel.internal.corpus.TextDecoding;
import dev.ferkel.internal.corpus.TextSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Texts of files: {@code text}, {@code jsonl}, {@code parquet} or {@code jdk} in a recipe's data list.
 *
 * @param weight share of the tokens
 * @param quality what texts must be like
 * @param fim share of documents whose middle is to be filled in
 */
record CorpusSettings(double weight, Source source, List<QualitySettings> quality, double fim) implements DataSettings {
    static final List<String> KINDS = List.of("text", "jsonl", "parquet", "jdk");

    private enum Filters {
        NONE,
        GOPHER
    }

    /** As in a recipe, if it is one of {@link #KINDS}; what is wrong is noted. */
    static Optional<DataSettings> read(RecipeNode node, Path folder) {
        var source = source(node, folder);
        var quality = new ArrayList<QualitySettings>();
        int least = node.count("min-characters", 0, Integer.MAX_VALUE, 0);
        int most = node.count("max-characters", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
        if (least > 0 || most < Integer.MAX_VALUE) {
            quality.add(QualitySettings.length(least, most));
        }
        if (node.choice("filters", Filters.NONE) == Filters.GOPHER) {
            quality.add(QualitySettings.gopher());
        }
        double weight = node.number("weight", 0, 1e6, 1);
        double fim = node.number("fim", 0, 1, 0);
        return source.map(s -> new CorpusSettings(weight, s, List.copyOf(quality), fim));
    }

    /** The files; empty, and noted, where they can't be. */
    static Optional<Source> source(RecipeNode node, Path folder) {
        var kind = KINDS.stream().filter(node::has).findFirst();
        if (kind.isEmpty()) {
            node.problem("", "names no source, expected " + String.join(", ", KINDS));
            return Optional.empty();
        }
        var named = node.text(kind.get()).orElse("");
        try {
            var path = folder.resolve(named);
            var source = switch (kind.get()) {
                case "text" ->
                    new TextSource(
                            path,
                            node.text("glob").orElse(TextSource.ALL),
                            node.text("separator"),
                            node.choice("malformed", TextDecoding.SKIP));
                case "jsonl" -> new JsonLinesSource(path, node.text("field").orElse("text"));
                case "parquet" -> new ParquetSource(path, node.text("column").orElse("text"));
                default -> named.equals("auto") ? JdkSource.auto() : new JdkSource(path);
            };
            return named.equals("auto")
                    ? Optional.of(source)
                    : node.present(kind.get(), folder).map(there -> source);
        } catch (FerkelException e) {
            node.problem(kind.get(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** What filters leave of its texts, in order; to be closed. */
    Stream<String> texts(List<DocumentFilter> shared) {
        var filters = Stream.concat(filters().stream(), shared.stream()).toList();
        var documents = source.open(Cursor.START, note -> {});
        return Stream.generate(documents::next)
                .takeWhile(more -> more)
                .map(more -> documents.document())
                .mapMulti((Document document, Consumer<String> texts) -> {
                    if (document instanceof Document.Text text
                            && filters.stream()
                                    .allMatch(f -> f.obstacle(text.text()).isEmpty())) {
                        texts.accept(text.text());
                    }
                })
                .onClose(documents::close);
    }

    /** The source and its filters, for one pass. */
    Selection selection(Optional<HeldBack> heldBack) {
        return new Selection(source, filters(), heldBack);
    }

    private List<DocumentFilter> filters() {
        return quality.stream().<DocumentFilter>map(QualityFilter::new).toList();
    }
}
