/** Reinforcement learning from groups of answers (GRPO): rollouts, advantages, the objective, the step. */
@NullMarked
package dev.ferkel.internal.grpo;

import org.jspecify.annotations.NullMarked;
