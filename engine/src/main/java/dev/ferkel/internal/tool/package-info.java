/** Tools that a model may call: how models write calls down, and reading those from what they say. */
@NullMarked
package dev.ferkel.internal.tool;

import org.jspecify.annotations.NullMarked;
