/** Optimisers. */
@NullMarked
package dev.ferkel.optim;

import org.jspecify.annotations.NullMarked;
