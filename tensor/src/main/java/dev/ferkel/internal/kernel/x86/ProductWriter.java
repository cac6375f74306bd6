package dev.ferkel.internal.kernel.x86;

/** Writes the code of a tile: {@code void f(blocks, x, x bytes a token, panels, panel bytes a group, y, y bytes a token)}. */
sealed interface ProductWriter permits PanelProduct, PlainProduct, WordProduct {
    /** Tokens a tile of so many groups has at most: what the registers and the addresses allow. */
    int mostTokens(int groups);

    byte[] emit(int tokens, int groups);
}
