/** JSON Schema as a machine: each schema is a boolean formula that is stepped on as the text goes by. */
@NullMarked
package dev.ferkel.internal.constraint.schema;

import org.jspecify.annotations.NullMarked;
