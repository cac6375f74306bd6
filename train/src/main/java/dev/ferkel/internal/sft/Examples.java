package dev.ferkel.internal.sft;

/** Examples by number, endless: the same number is always the same example. */
@FunctionalInterface
public interface Examples {
    Example example(long index);
}
