/** Turning prompts into tokens. */
@NullMarked
package dev.ferkel.engine;

import org.jspecify.annotations.NullMarked;
