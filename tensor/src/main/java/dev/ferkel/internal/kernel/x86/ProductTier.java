package dev.ferkel.internal.kernel.x86;

import dev.ferkel.internal.kernel.PanelLayout;

/** Instructions that products with packed weights are made of. */
public enum ProductTier {
    VNNI,
    AVX512,
    AVX2;

    ProductWriter writer(PanelLayout layout) {
        if (this == AVX2 || (this == AVX512 && layout.rounds())) {
            return new WordProduct(layout, this == AVX512);
        }
        if (!layout.rounds()) {
            return new PlainProduct(layout);
        }
        return new PanelProduct(
                layout.bits,
                layout.bias == 0 ? 0 : Integer.numberOfTrailingZeros(layout.bias),
                layout.head == 64,
                layout.isSuper(),
                layout == PanelLayout.SUPER_HALVES_6);
    }
}
