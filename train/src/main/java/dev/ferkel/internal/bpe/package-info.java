/** Learns byte-level BPE vocabularies from text. */
@NullMarked
package dev.ferkel.internal.bpe;

import org.jspecify.annotations.NullMarked;
