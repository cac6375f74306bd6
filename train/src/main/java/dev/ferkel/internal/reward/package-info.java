/** What an answer is worth. */
@NullMarked
package dev.ferkel.internal.reward;

import org.jspecify.annotations.NullMarked;
