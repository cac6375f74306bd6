package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.problem.Split;
import dev.ferkel.internal.rows.PackedRows;
import dev.ferkel.internal.rows.RowSource;
import dev.ferkel.internal.rows.TokenLines;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;

/** What a stage's {@code data} list comes to. */
final class Sources {
    private final List<DataSettings> settings;
    private final Optional<Tokenizer> tokenizer;
    private final int vocabulary;
    private final long seed;

    Sources(List<DataSettings> settings, Optional<Tokenizer> tokenizer, int vocabulary, long seed) {
        this.settings = settings;
        this.tokenizer = tokenizer;
        this.vocabulary = vocabulary;
        this.seed = seed;
    }

    /** Rows of so many ids. */
    RowSource rows(int length) {
        if (settings.getFirst() instanceof DataSettings.Tokens tokens) {
            return TokenLines.read(tokens.file(), length, vocabulary);
        }
        var encoder = tokenizer.orElseThrow(
                () -> FerkelException.of("the data are texts: name a 'tokenizer' folder, or train one in a stage"));
        var documents = new DocumentEncoder(encoder);
        var texts = mixture(settings, Split.TRAIN, seed);
        return new PackedRows(index -> documents.encode(texts.text(index)), length);
    }

    /** Texts of the same kinds that {@link #rows} never has. */
    TextSource heldOut() {
        return mixture(settings, Split.TEST, seed);
    }

    /** The sources' texts in turn, drawn by their weights. */
    static TextSource mixture(List<DataSettings> settings, Split split, long seed) {
        var problems = settings.stream()
                .map(s -> (DataSettings.Problems) s)
                .map(s -> new ProblemDocuments(s, split, seed))
                .toList();
        var weights = settings.stream()
                .mapToDouble(s -> ((DataSettings.Problems) s).weight())
                .toArray();
        return index -> problems.get(Draws.pick(Draws.of(seed, index), weights)).text(index);
    }
}
