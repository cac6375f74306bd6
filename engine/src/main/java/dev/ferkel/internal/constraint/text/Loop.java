package dev.ferkel.internal.constraint.text;

/**
 * Characters with which a text can go on for a while, in any order.
 *
 * @param low of the characters 0 to 63 those that belong to it, a bit each
 * @param high of 64 to 127
 * @param wide whether all others belong to it
 * @param count how many can come
 */
public record Loop(long low, long high, boolean wide, int count) {
    static final Loop NONE = new Loop(0, 0, false, 0);
}
