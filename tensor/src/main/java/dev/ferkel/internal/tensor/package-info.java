/** Memory, shapes and element types. */
@NullMarked
package dev.ferkel.internal.tensor;

import org.jspecify.annotations.NullMarked;
