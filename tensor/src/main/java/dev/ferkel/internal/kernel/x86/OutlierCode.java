package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Register.*;

import dev.ferkel.internal.kernel.Outliers;
import java.util.function.IntConsumer;

/**
 * Writes the loops over {@link Outliers}, which come after all the blocks of a row. Of an outlier, the block of weights is
 * at RCX, its super-block at RAX, and its activations are at RSI.
 *
 * @param eighth bytes of eight blocks of a group's panels, which is a super-block if there are any
 * @param head bytes before the first of eight
 * @param part bytes of one of eight
 */
record OutlierCode(Assembler a, int eighth, int head, int part) {
    /**
     * For panels with codes of so many bits.
     *
     * @param head bytes before the first codes of a block, or of a super-block's first part
     */
    static OutlierCode of(Assembler a, int head, int bits, boolean superBlocks) {
        int codes = 64 * bits;
        int part = 32 + codes;
        return superBlocks
                ? new OutlierCode(a, head + 8 * part, head, part)
                : new OutlierCode(a, 8 * (head + codes), 0, head + codes);
    }

    /** At the begin of a product: keeps where weights and results are. Arguments on the stack lie 24 bytes further on. */
    void begin() {
        a.push(RBX).push(RBP).push(R12).move(R12, RCX).move(RBP, R9);
    }

    void end() {
        a.pop(R12).pop(RBP).pop(RBX);
    }

    /**
     * At the end of a tile, when its sums are in memory and RSI is behind the first token's blocks: all outliers of all
     * tokens and groups.
     *
     * @param load takes the sums of a group from memory at R9 and so many bytes
     * @param block adds the product of one outlier
     * @param store puts them back
     */
    void tile(int tokens, int groups, IntConsumer load, Runnable block, IntConsumer store) {
        var token = new Label();
        var next = new Label();
        a.move(RBX, RSI).move(R9, RBP).move(R10, tokens).align().bind(token);
        a.load(RDI, Address.at(RBX)).test(RDI, RDI).jump(Assembler.ZERO, next);
        for (int g = 0; g < groups; g++) {
            if (g > 0) {
                a.load(RDI, Address.at(RBX)).add(R12, R8);
            }
            load.accept(64 * g);
            loop(block);
            store.accept(64 * g);
        }
        for (int g = 1; g < groups; g++) {
            a.subtract(R12, R8);
        }
        a.bind(next).add(R9, R11).add(RBX, RDX).decrement(R10).jump(Assembler.NOT_ZERO, token);
    }

    /** Of one group of weights, kept in R12, and one token, behind whose blocks RSI is. RCX stays. */
    void stream(Runnable block) {
        var none = new Label();
        a.move(RBX, RSI).load(RDI, Address.at(RBX)).test(RDI, RDI).jump(Assembler.ZERO, none);
        a.move(R8, RCX);
        loop(block);
        a.move(RCX, R8).bind(none);
    }

    private void loop(Runnable block) {
        var loop = new Label();
        a.address(RBP, Address.at(RBX).plus(Outliers.HEAD)).align().bind(loop);
        a.multiply(RAX, Address.at(RBP).plus(Outliers.PLACE), eighth)
                .multiply(RCX, Address.at(RBP).plus(Outliers.PLACE + 8), part)
                .add(RAX, R12)
                .add(RCX, RAX);
        if (head > 0) {
            a.add(RCX, head);
        }
        a.move(RSI, RBP);
        block.run();
        a.add(RBP, Outliers.BYTES).decrement(RDI).jump(Assembler.NOT_ZERO, loop);
    }
}
