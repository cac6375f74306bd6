/** Rows of tokens to learn from, and where in the data a run is. */
@NullMarked
package dev.ferkel.internal.rows;

import org.jspecify.annotations.NullMarked;
