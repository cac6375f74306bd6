package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Instruction.*;
import static dev.ferkel.internal.kernel.x86.Register.*;

/** {@link MatrixTile} for processors with AVX2, FMA and F16C: a vector of 16 columns is two registers. */
record NarrowTile(int rows, boolean half, boolean adds, boolean fetches) {
    byte[] emit() {
        var a = new Assembler();
        int b = 2 * rows;
        int input = b + 2;
        a.load(R11, Address.at(RSP).plus(8))
                .address(R10, Address.at(RDX, RDX, 2))
                .add(R10, RSI)
                .move(RAX, R9);
        for (int r = 0; r < rows; r++) {
            for (int h = 0; h < 2; h++) {
                if (adds) {
                    a.half(VMOVUPS, 2 * r + h, Address.at(RAX).plus(32 * h));
                } else {
                    a.half(VPXORD, 2 * r + h, 2 * r + h, 2 * r + h);
                }
            }
            a.add(RAX, R11);
        }
        a.load(RAX, Address.at(RSP).plus(16));
        if (fetches) {
            MatrixTile.beginFetching(a);
        }
        var loop = new Label();
        var end = new Label();
        a.test(RDI, RDI).jump(Assembler.ZERO, end).align().bind(loop);
        for (int h = 0; h < 2; h++) {
            a.half(half ? VCVTPH2PS : VMOVUPS, b + h, Address.at(RCX).plus((half ? 16 : 32) * h));
        }
        for (int r = 0; r < rows; r++) {
            a.half(VBROADCASTSS, input, PanelProduct.input(r));
            for (int h = 0; h < 2; h++) {
                a.half(VFMADD231PS, 2 * r + h, b + h, input);
            }
        }
        if (fetches) {
            MatrixTile.fetch(a, 1);
        }
        a.add(RSI, RAX).add(R10, RAX).add(RCX, R8).decrement(RDI).jump(Assembler.NOT_ZERO, loop);
        a.bind(end);
        if (fetches) {
            a.pop(RBP).pop(RBX);
        }
        for (int r = 0; r < rows; r++) {
            for (int h = 0; h < 2; h++) {
                a.half(VMOVUPS_STORE, 2 * r + h, Address.at(R9).plus(32 * h));
            }
            a.add(R9, R11);
        }
        return a.vzeroupper().ret().code();
    }
}
