/** Supervised fine-tuning: conversations of which only the assistant's tokens are learned from. */
@NullMarked
package dev.ferkel.internal.sft;

import org.jspecify.annotations.NullMarked;
