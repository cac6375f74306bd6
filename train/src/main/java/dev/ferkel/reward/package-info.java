/** What a program of one's own implements to judge answers in reinforcement learning. */
@NullMarked
package dev.ferkel.reward;

import org.jspecify.annotations.NullMarked;
