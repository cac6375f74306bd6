/** Kernels in machine code: an assembler, the memory it writes to, and what is written. */
@NullMarked
package dev.ferkel.internal.kernel.x86;

import org.jspecify.annotations.NullMarked;
