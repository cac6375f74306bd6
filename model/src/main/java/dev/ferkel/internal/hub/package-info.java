/** The Hugging Face hub: its names, its protocol, and the cache that Python's huggingface_hub shares. */
@NullMarked
package dev.ferkel.internal.hub;

import org.jspecify.annotations.NullMarked;
