/** Memory of what attention has seen. */
@NullMarked
package dev.ferkel.internal.cache;

import org.jspecify.annotations.NullMarked;
