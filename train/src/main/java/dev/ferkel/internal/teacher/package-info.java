/** Models that answer problems for others to learn from. */
@NullMarked
package dev.ferkel.internal.teacher;

import org.jspecify.annotations.NullMarked;
