/** Number formats: how stored blocks become F32 values and back. */
@NullMarked
package dev.ferkel.internal.format;

import org.jspecify.annotations.NullMarked;
