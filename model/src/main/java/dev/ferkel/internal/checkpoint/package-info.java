/** Model files: safetensors and GGUF, mapped and checked. */
@NullMarked
package dev.ferkel.internal.checkpoint;

import org.jspecify.annotations.NullMarked;
