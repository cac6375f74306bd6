package dev.ferkel.internal.run;

import dev.ferkel.internal.pretrain.Batches;
import dev.ferkel.internal.pretrain.RowBatches;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.util.Optional;
import java.util.OptionalInt;

/** Pretraining's: texts and token files. */
final class TextCurriculum implements Curriculum {
    @Override
    public Batches batches(PretrainSettings settings, Optional<Tokenizer> tokenizer, int vocabulary, long seed) {
        var sources = new Sources(settings.data(), tokenizer, vocabulary, seed);
        var border = settings.masksDocuments() && tokenizer.isPresent()
                ? tokenizer.get().eos()
                : OptionalInt.empty();
        return new RowBatches(sources.rows(settings.sequence() + 1), border);
    }

    @Override
    public Optional<HeldOut> heldOut(PretrainSettings settings, Tokenizer tokenizer, long seed) {
        var sources = new Sources(settings.data(), Optional.of(tokenizer), tokenizer.vocabularySize(), seed);
        return Optional.of(new HeldOut(sources.heldOut(), tokenizer, settings.sequence()));
    }
}
