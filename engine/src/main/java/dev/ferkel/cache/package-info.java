/** Memory of what attention has seen. */
@NullMarked
package dev.ferkel.cache;

import org.jspecify.annotations.NullMarked;
