/**
 * Ferkel's models for Spring AI, in this process. The wrapper holds a {@link dev.ferkel.LocalModel} that whoever loaded it
 * closes. Anything but text is refused with {@link UnsupportedOperationException}.
 */
@NullMarked
package dev.ferkel.springai;

import org.jspecify.annotations.NullMarked;
