/** Optimisers. */
@NullMarked
package dev.ferkel.internal.optim;

import org.jspecify.annotations.NullMarked;
