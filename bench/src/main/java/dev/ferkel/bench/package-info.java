/** Ferkel side by side with what it is compared with: each class is a program that prints a table. */
@NullMarked
package dev.ferkel.bench;

import org.jspecify.annotations.NullMarked;
