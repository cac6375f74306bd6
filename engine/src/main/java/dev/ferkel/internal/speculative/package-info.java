/** Guessing the next tokens, so that one forward pass can confirm several. */
@NullMarked
package dev.ferkel.internal.speculative;

import org.jspecify.annotations.NullMarked;
