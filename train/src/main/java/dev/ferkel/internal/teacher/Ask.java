package dev.ferkel.internal.teacher;

import dev.ferkel.internal.problem.Problem;

/** A problem, and whether it is to be thought about. */
public record Ask(Problem problem, boolean thinking) {}
