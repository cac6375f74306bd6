/** Whether an answer is right: exact, and safe on any text. */
@NullMarked
package dev.ferkel.internal.grading;

import org.jspecify.annotations.NullMarked;
