package dev.ferkel.internal.run;

import dev.ferkel.internal.pretrain.Batches;
import java.util.Optional;

/**
 * What a stage learns from.
 *
 * @param heldOut texts that it is held to; empty where it has none, or never evaluates
 */
record Feed(Batches batches, Optional<HeldOut> heldOut) {}
