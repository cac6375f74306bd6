/** Memory, shapes and element types. */
@NullMarked
package dev.ferkel.tensor;

import org.jspecify.annotations.NullMarked;
