/**
 * Ferkel as a library: load a model's files and talk to it, in this process. {@link dev.ferkel.Ferkel} is where to begin.
 * Everything here may be called from any thread. Mistakes in files or arguments are {@link
 * dev.ferkel.error.FerkelException}s of one line.
 */
@NullMarked
package dev.ferkel;

import org.jspecify.annotations.NullMarked;
