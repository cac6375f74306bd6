/** Reverse-mode differentiation of the operations networks are made of. */
@NullMarked
package dev.ferkel.internal.autograd;

import org.jspecify.annotations.NullMarked;
