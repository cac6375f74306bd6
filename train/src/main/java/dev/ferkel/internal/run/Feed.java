package dev.ferkel.internal.run;

import dev.ferkel.internal.pretrain.Batches;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a stage learns from.
 *
 * @param heldOut texts that it is held to; empty where it has none, or never evaluates
 * @param steps that the data last, where they are to be learned from so many times; empty where they are endless
 */
record Feed(Batches batches, Optional<HeldOut> heldOut, OptionalInt steps) {}
