package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Instruction.*;
import static dev.ferkel.internal.kernel.x86.Register.*;

/**
 * Writes the plain product of F32 matrices for one tile: {@code void f(k, a, a bytes a row, b, b bytes a row, c, c bytes
 * a row, a bytes a step of k)} with c[r][j] = sum over i of a[r][i] * b[i][j] in order, by fused multiply-adds.
 *
 * @param rows of a and c, 1 to 6
 * @param vectors of 16 columns, 1 to 4
 * @param half b is F16
 * @param adds sums start from c, not from zero
 * @param fetches two more arguments, memory and its bytes a step of k: what is needed next is fetched meanwhile
 */
record MatrixTile(int rows, int vectors, boolean half, boolean adds, boolean fetches) {
    static final int ROWS = 6;
    static final int VECTORS = 4;

    private int sum(int row, int vector) {
        return row * vectors + vector;
    }

    /** After this, arguments on the stack lie 16 bytes further on. */
    static void beginFetching(Assembler a) {
        a.push(RBX)
                .push(RBP)
                .load(RBX, Address.at(RSP).plus(16 + 24))
                .load(RBP, Address.at(RSP).plus(16 + 32));
    }

    static void fetch(Assembler a, int lines) {
        for (int i = 0; i < lines; i++) {
            a.prefetch(Address.at(RBX).plus(64 * i));
        }
        a.add(RBX, RBP);
    }

    byte[] emit() {
        var a = new Assembler();
        int b = rows * vectors;
        a.load(R11, Address.at(RSP).plus(8))
                .address(R10, Address.at(RDX, RDX, 2))
                .add(R10, RSI)
                .move(RAX, R9);
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                if (adds) {
                    a.vector(VMOVUPS, sum(r, v), Address.at(RAX).plus(64 * v));
                } else {
                    a.vector(VPXORD, sum(r, v), sum(r, v), sum(r, v));
                }
            }
            a.add(RAX, R11);
        }
        a.load(RAX, Address.at(RSP).plus(16));
        if (fetches) {
            beginFetching(a);
        }
        var loop = new Label();
        var end = new Label();
        a.test(RDI, RDI).jump(Assembler.ZERO, end).align().bind(loop);
        for (int v = 0; v < vectors; v++) {
            a.vector(half ? VCVTPH2PS : VMOVUPS, b + v, Address.at(RCX).plus((half ? 32 : 64) * v));
        }
        for (int r = 0; r < rows; r++) {
            // read once a row: two loads a cycle are fewer than two products with one each
            int input = b + vectors + r % 2;
            a.vector(VBROADCASTSS, input, PanelProduct.input(r));
            for (int v = 0; v < vectors; v++) {
                a.vector(VFMADD231PS, sum(r, v), b + v, input);
            }
        }
        if (fetches) {
            fetch(a, vectors > 2 ? 2 : 1);
        }
        a.add(RSI, RAX).add(R10, RAX).add(RCX, R8).decrement(RDI).jump(Assembler.NOT_ZERO, loop);
        a.bind(end);
        if (fetches) {
            a.pop(RBP).pop(RBX);
        }
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                a.vector(VMOVUPS_STORE, sum(r, v), Address.at(R9).plus(64 * v));
            }
            a.add(R9, R11);
        }
        return a.vzeroupper().ret().code();
    }
}
