package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.pretrain.RowBatches;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Pretraining's: texts and token files. */
final class TextCurriculum implements Curriculum {
    @Override
    public Feed feed(PretrainSettings settings, Learner learner, Path place, long seed) {
        var tokenizer = learner.tokenizer();
        var sources = learner.owned(new Sources(
                settings.data(),
                settings.cleaning(),
                place.resolve("data"),
                learner.files(),
                tokenizer,
                learner.config().vocabularySize(),
                seed));
        var border = settings.masksDocuments() ? end(tokenizer) : OptionalInt.empty();
        var batches = new RowBatches(sources.rows(settings.sequence() + 1), border);
        return new Feed(
                batches,
                settings.evaluateEvery() == 0
                        ? Optional.empty()
                        : Optional.of(new HeldOut(
                                sources.heldOut(), tokenizer.orElseThrow(), settings.sequence(), positions(settings))),
                OptionalInt.empty());
    }

    /** Those that training has in memory at once. */
    private static int positions(PretrainSettings settings) {
        return Math.toIntExact(
                Math.min(Integer.MAX_VALUE, (long) settings.batch() / settings.accumulate() * settings.sequence()));
    }

    /** What documents end with. */
    private static OptionalInt end(Optional<Tokenizer> tokenizer) {
        var end = tokenizer.map(Tokenizer::eos).orElse(OptionalInt.empty());
        if (end.isEmpty()) {
            throw FerkelException.of("mask: document needs a tokenizer with an end token, to tell documents apart");
        }
        return end;
    }
}
