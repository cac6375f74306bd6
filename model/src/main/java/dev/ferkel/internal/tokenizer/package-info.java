/** Byte-level byte-pair encoding: text to ids and back. */
@NullMarked
package dev.ferkel.internal.tokenizer;

import org.jspecify.annotations.NullMarked;
