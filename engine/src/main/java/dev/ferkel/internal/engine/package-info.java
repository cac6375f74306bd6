/** Turning prompts into tokens. */
@NullMarked
package dev.ferkel.internal.engine;

import org.jspecify.annotations.NullMarked;
