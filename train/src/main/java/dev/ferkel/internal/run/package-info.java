/** Training runs: recipes, run folders, checkpoints, and what is recorded of a run. */
@NullMarked
package dev.ferkel.internal.run;

import org.jspecify.annotations.NullMarked;
