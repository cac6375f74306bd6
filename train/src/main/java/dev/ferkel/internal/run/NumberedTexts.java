package dev.ferkel.internal.run;

/** Texts by number, endless: the same number is always the same text. */
@FunctionalInterface
interface NumberedTexts {
    String text(long index);
}
