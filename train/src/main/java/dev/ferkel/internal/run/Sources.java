package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.problem.Split;
import dev.ferkel.internal.rows.NumberedDocuments;
import dev.ferkel.internal.rows.PackedRows;
import dev.ferkel.internal.rows.RowSource;
import dev.ferkel.internal.rows.Shuffle;
import dev.ferkel.internal.rows.TokenLines;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a stage's {@code data} list comes to. */
final class Sources implements AutoCloseable {
    /** Documents of generated problems whose length stands for all. */
    private static final int MEASURED = 256;

    private static final long FIM_SALT = 0xf111;

    /** A source's documents, and texts that are none of them, where there are any. */
    private record Part(
            NumberedDocuments documents, Optional<NumberedTexts> heldOut, double weight, double meanTokens) {
        double share() {
            return weight / meanTokens;
        }
    }

    private final List<DataSettings> settings;
    private final Optional<Tokenizer> tokenizer;
    private final int vocabulary;
    private final long seed;
    private final Optional<Corpora> corpora;
    private final List<Part> parts = new ArrayList<>();

    /**
     * Opens them.
     *
     * @param folder where corpora lie as tokens; they are written if they don't
     * @param files with the tokenizer that makes tokens of texts
     */
    Sources(
            List<DataSettings> settings,
            Cleaning cleaning,
            Path folder,
            ModelFiles files,
            Optional<Tokenizer> tokenizer,
            int vocabulary,
            long seed) {
        this.settings = settings;
        this.tokenizer = tokenizer;
        this.vocabulary = vocabulary;
        this.seed = seed;
        var texts = settings.stream()
                .filter(s -> s instanceof CorpusSettings)
                .map(s -> (CorpusSettings) s)
                .toList();
        corpora = texts.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Corpora.of(folder, texts, cleaning, files.tokenizer().orElseThrow(Sources::noTokenizer), seed));
        for (var source : settings) {
            switch (source) {
                case DataSettings.Tokens t -> {}
                case DataSettings.Problems p -> parts.add(problems(p));
                case CorpusSettings c -> parts.add(corpus(c, texts.indexOf(c)));
            }
        }
    }

    private Mixture mixture(List<Part> parts) {
        return new Mixture(parts.stream().mapToDouble(Part::share).toArray(), seed);
    }

    private static FerkelException noTokenizer() {
        return FerkelException.of("the data are texts: name a 'tokenizer' folder, or train one in a stage");
    }

    private DocumentEncoder encoder() {
        return new DocumentEncoder(tokenizer.orElseThrow(Sources::noTokenizer));
    }

    private Part problems(DataSettings.Problems problems) {
        var encoder = encoder();
        var texts = new ProblemDocuments(problems, Split.TRAIN, seed);
        long tokens = 0;
        for (int i = 0; settings.size() > 1 && i < MEASURED; i++) {
            tokens += encoder.encode(texts.text(i)).length;
        }
        return new Part(
                index -> encoder.encode(texts.text(index)),
                Optional.of(new ProblemDocuments(problems, Split.TEST, seed)),
                problems.weight(),
                Math.max(1, (double) tokens / MEASURED));
    }

    private Part corpus(CorpusSettings settings, int number) {
        var all = corpora.orElseThrow();
        var encoder = encoder();
        var fim = settings.fim() > 0
                ? Optional.of(new FillInTheMiddle(tokenizer.orElseThrow(Sources::noTokenizer), settings.fim()))
                : Optional.<FillInTheMiddle>empty();
        long count = all.documents(number);
        NumberedDocuments documents = index -> {
            var ids = all.document(number, new Shuffle(count, seed + index / count).at(index % count));
            return encoder.framed(
                    fim.isEmpty() ? ids : fim.get().apply(Draws.of(seed ^ FIM_SALT + number, index), ids));
        };
        var back = all.heldBack(number);
        NumberedTexts heldOut = index -> back.get((int) (index % back.size()));
        return new Part(
                documents,
                back.isEmpty() ? Optional.empty() : Optional.of(heldOut),
                settings.weight(),
                all.meanTokens(number));
    }

    /** Rows of so many ids. */
    RowSource rows(int length) {
        if (settings.getFirst() instanceof DataSettings.Tokens tokens) {
            return TokenLines.read(tokens.file(), length, vocabulary);
        }
        var mixture = mixture(parts);
        return new PackedRows(
                index -> {
                    var place = mixture.place(index);
                    return parts.get(place.source()).documents().document(place.number());
                },
                length);
    }

    /**
     * Texts that {@link #rows} never has, in the same mixture but for sources that are too small to have some.
     *
     * @throws FerkelException if there are none
     */
    NumberedTexts heldOut() {
        if (parts.isEmpty()) {
            throw FerkelException.of("token files have no texts to measure with: set 'evaluate-every' to 0");
        }
        var measured = parts.stream()
                .filter(p -> p.heldOut().isPresent() && p.weight() > 0)
                .toList();
        if (measured.isEmpty()) {
            throw FerkelException.of("the corpora are too small to hold texts back: set 'evaluate-every' to 0");
        }
        var mixture = mixture(measured);
        return index -> {
            var place = mixture.place(index);
            return measured.get(place.source()).heldOut().orElseThrow().text(place.number());
        };
    }

    @Override
    public void close() {
        corpora.ifPresent(Corpora::close);
    }
}
