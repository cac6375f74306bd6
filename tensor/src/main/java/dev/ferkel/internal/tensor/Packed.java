package dev.ferkel.internal.tensor;

/** The same numbers as a tensor's, laid out for the kernels of one tier. */
public interface Packed {}
