/** How good a model is: held-out problems, questions of the user's own, multiple choice, bits per byte. */
@NullMarked
package dev.ferkel.internal.eval;

import org.jspecify.annotations.NullMarked;
