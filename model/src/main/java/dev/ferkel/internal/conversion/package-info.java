/** Weights from one file format and number format to another, streamed. */
@NullMarked
package dev.ferkel.internal.conversion;

import org.jspecify.annotations.NullMarked;
