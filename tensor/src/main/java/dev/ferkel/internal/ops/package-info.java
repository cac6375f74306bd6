/** What networks are made of: the operations, how they are computed, and what describes their input. */
@NullMarked
package dev.ferkel.internal.ops;

import org.jspecify.annotations.NullMarked;
