/**
 * Ferkel's models for Spring AI, in this process. The wrapper holds a {@link dev.ferkel.LocalModel} that whoever loaded it
 * closes. Tools, output schemas and anything but text are refused with {@link UnsupportedOperationException}.
 */
@NullMarked
package dev.ferkel.springai;

import org.jspecify.annotations.NullMarked;
