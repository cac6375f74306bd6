/** Languages of text as automata over code points, and how those are written as bytes. */
@NullMarked
package dev.ferkel.internal.constraint.text;

import org.jspecify.annotations.NullMarked;
