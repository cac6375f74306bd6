/** Seeded problems with answers that can be checked, in words, with worked solutions: for pretraining, RL and evaluation. */
@NullMarked
package dev.ferkel.internal.problem;

import org.jspecify.annotations.NullMarked;
