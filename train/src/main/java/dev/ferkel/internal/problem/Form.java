package dev.ferkel.internal.problem;

import java.util.function.Function;

/** One form of a kind's problems and the lowest level at which it appears. */
record Form(int from, Function<Draw, Draft> make) {}
