/** The hot loops: a scalar definition of truth, its Vector API twin, and the threads that run them. */
@NullMarked
package dev.ferkel.internal.kernel;

import org.jspecify.annotations.NullMarked;
