/** Choosing the next token. */
@NullMarked
package dev.ferkel.internal.sampling;

import org.jspecify.annotations.NullMarked;
