/** Choosing the next token. */
@NullMarked
package dev.ferkel.sampling;

import org.jspecify.annotations.NullMarked;
