package dev.ferkel.internal.run;

import dev.ferkel.internal.pretrain.Batches;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.util.Optional;

/** What a stage learns from, and what it is held to. */
interface Curriculum {
    Batches batches(PretrainSettings settings, Optional<Tokenizer> tokenizer, int vocabulary, long seed);

    /** Empty where a stage has no texts that are held out. */
    Optional<HeldOut> heldOut(PretrainSettings settings, Tokenizer tokenizer, long seed);
}
