/** Pretraining: losses of next tokens, load balancing, and the step that puts them together. */
@NullMarked
package dev.ferkel.internal.pretrain;

import org.jspecify.annotations.NullMarked;
