/** Texts to learn from: where they come from, what is left out, and how they lie on disk as tokens. */
@NullMarked
package dev.ferkel.internal.corpus;

import org.jspecify.annotations.NullMarked;
