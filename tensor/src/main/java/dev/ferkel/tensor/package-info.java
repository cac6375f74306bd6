/** Memory, shapes, element types and the operations networks are made of. */
@NullMarked
package dev.ferkel.tensor;

import org.jspecify.annotations.NullMarked;
