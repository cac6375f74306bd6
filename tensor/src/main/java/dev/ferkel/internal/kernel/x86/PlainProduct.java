package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Instruction.*;
import static dev.ferkel.internal.kernel.x86.Register.*;

import dev.ferkel.internal.kernel.PanelLayout;

/**
 * Writes the product of panels of plain numbers and F32 activations, with the signature of {@link PanelProduct}: k after
 * k, one fused multiply-add each.
 */
record PlainProduct(PanelLayout layout) implements ProductWriter {
    @Override
    public int mostTokens(int groups) {
        return 6;
    }

    @Override
    public byte[] emit(int tokens, int groups) {
        var a = new Assembler();
        int weights = tokens * groups;
        a.load(R11, Address.at(RSP).plus(8))
                .address(R10, Address.at(RDX, RDX, 2))
                .add(R10, RSI);
        if (groups > 2) {
            a.address(RAX, Address.at(R8, R8, 2)).add(RAX, RCX);
        }
        for (int i = 0; i < tokens * groups; i++) {
            a.vector(VPXORD, i, i, i);
        }
        var loop = new Label();
        a.align().bind(loop);
        for (int g = 0; g < groups; g++) {
            load(a, weights + g, PanelProduct.weights(g));
        }
        for (int t = 0; t < tokens; t++) {
            for (int g = 0; g < groups; g++) {
                a.vector(
                        VFMADD231PS,
                        t * groups + g,
                        weights + g,
                        PanelProduct.input(t).repeated());
            }
        }
        int bytes = 2 * layout.bits;
        a.add(RSI, 4).add(R10, 4).add(RCX, bytes);
        if (groups > 2) {
            a.add(RAX, bytes);
        }
        a.decrement(RDI).jump(Assembler.NOT_ZERO, loop);
        for (int t = 0; t < tokens; t++) {
            for (int g = 0; g < groups; g++) {
                a.vector(VMOVUPS_STORE, t * groups + g, Address.at(R9).plus(64 * g));
            }
            a.add(R9, R11);
        }
        return a.vzeroupper().ret().code();
    }

    private void load(Assembler a, int target, Address at) {
        switch (layout) {
            case HALF -> a.vector(VCVTPH2PS, target, at);
            case BRAIN -> a.vector(VPMOVZXWD, target, at).shift(VPSLLD, target, target, 16);
            default -> a.vector(VMOVUPS, target, at);
        }
    }
}
