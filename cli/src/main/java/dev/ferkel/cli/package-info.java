/** The {@code ferkel} command: one class a subcommand. */
@NullMarked
package dev.ferkel.cli;

import org.jspecify.annotations.NullMarked;
