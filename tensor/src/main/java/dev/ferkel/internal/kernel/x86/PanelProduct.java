package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Instruction.*;
import static dev.ferkel.internal.kernel.x86.Register.*;

import dev.ferkel.internal.kernel.Activations;

/**
 * Writes the product of packed weights and rounded activations for AVX-512 with VNNI: a tile of some tokens and some
 * groups of 16 rows. {@code void f(blocks, x, x bytes a token, panels, panel bytes a group, y, y bytes a token)}; y is
 * overwritten. Per block an exact integer sum, then one fused multiply-add in F32 (two where there are minimums), so the
 * tile's shape never shows in the result. Then each token's outliers in the same way.
 *
 * @param bits of a code, 8, 6, 5 or 4
 * @param biasShift the codes have 2^biasShift too much; 0 where nothing
 * @param minimums a block has minimums, too
 * @param superBlocks blocks are of 256, with 8-bit factors for every 32
 * @param halves factors are signed and for every 16
 */
record PanelProduct(int bits, int biasShift, boolean minimums, boolean superBlocks, boolean halves)
        implements ProductWriter {
    private static final int MASK = 31;
    private static final int HIGH_MASK = 30;

    /** Bytes of panels between what is read and what is asked for; 2 KB gained less. */
    private static final int AHEAD = 4096;

    @Override
    public int mostTokens(int groups) {
        int tokens = 6;
        while (registers(tokens, groups) > (splits() ? HIGH_MASK : MASK)) {
            tokens--;
        }
        return tokens;
    }

    private int registers(int tokens, int groups) {
        int sums = tokens * groups * (halves ? 3 : 2);
        int perGroup = 1 + (bits == 4 ? 1 : 0) + (superBlocks ? 1 : 0) + (superBlocks && minimums ? 1 : 0);
        return sums + groups * perGroup + 1;
    }

    /** Whether a code's high bits lie apart from its low four. */
    private boolean splits() {
        return bits == 5 || bits == 6;
    }

    private int head() {
        return minimums ? 64 : 32;
    }

    private int codeBytes() {
        return 64 * bits;
    }

    /** Bytes of one of a super-block's parts. */
    private int partBytes() {
        return 32 + codeBytes();
    }

    @Override
    public byte[] emit(int tokens, int groups) {
        return emit(tokens, groups, false);
    }

    /** As {@link #emit}, and asks for the one or two groups after these, which is what the next tile takes. */
    byte[] emitFetching(int tokens, int groups) {
        return emit(tokens, groups, true);
    }

    private byte[] emit(int tokens, int groups, boolean fetches) {
        if (groups > 2) {
            throw new IllegalArgumentException("one group or two");
        }
        return new Emitter(new Assembler(), tokens, groups, 1, fetches).emit();
    }

    /** Input of token t of a tile. */
    static Address input(int t) {
        return switch (t) {
            case 0 -> Address.at(RSI);
            case 1 -> Address.at(RSI, RDX, 1);
            case 2 -> Address.at(RSI, RDX, 2);
            case 3 -> Address.at(R10);
            case 4 -> Address.at(R10, RDX, 1);
            default -> Address.at(R10, RDX, 2);
        };
    }

    /** Weights of group g of a tile. */
    static Address weights(int g) {
        return switch (g) {
            case 0 -> Address.at(RCX);
            case 1 -> Address.at(RCX, R8, 1);
            case 2 -> Address.at(RCX, R8, 2);
            default -> Address.at(RAX);
        };
    }

    /**
     * One token and group after group: {@code void f(blocks, x, groups, panels, unused, y, unused)}. Memory is read in one
     * stream, which the processor's prefetcher likes best; integer sums are split, which changes no bit of them.
     *
     * @param fetches asks for memory ahead of the prefetcher
     */
    byte[] emitStream(boolean fetches) {
        return new Emitter(new Assembler(), 1, 1, halves ? 2 : 4, fetches).emitStream();
    }

    /** Registers from 0: sums in F32, integer sums, then what a block needs. */
    private final class Emitter {
        private final Assembler a;
        private final int tokens;
        private final int groups;
        /** Integer sums of one row and half, to be added in the end. */
        private final int chains;

        private final boolean fetches;

        private final int sums;
        private final int integers;
        private final int codes;
        private final int parts;
        private final int scales;
        private final int lows;
        private final int product;

        Emitter(Assembler a, int tokens, int groups, int chains, boolean fetches) {
            this.a = a;
            this.fetches = fetches;
            this.tokens = tokens;
            this.groups = groups;
            this.chains = chains;
            int tile = tokens * groups;
            sums = 0;
            integers = tile;
            codes = integers + tile * chains * (halves ? 2 : 1);
            parts = codes + groups;
            scales = parts + (bits == 4 ? groups : 0);
            lows = scales + (superBlocks ? groups : 0);
            product = lows + (superBlocks && minimums ? groups : 0);
        }

        byte[] emit() {
            a.load(R11, Address.at(RSP).plus(8))
                    .address(R10, Address.at(RDX, RDX, 2))
                    .add(R10, RSI);
            if (fetches) {
                a.address(RAX, Address.at(RCX, R8, groups));
            }
            var outliers = OutlierCode.of(a, head(), bits, superBlocks);
            outliers.begin();
            mask();
            for (int i = 0; i < tokens * groups; i++) {
                a.vector(VPXORD, sums + i, sums + i, sums + i);
            }
            blocks();
            for (int t = 0; t < tokens; t++) {
                for (int g = 0; g < groups; g++) {
                    a.vector(VMOVUPS_STORE, sum(t, g), Address.at(R9).plus(64 * g));
                }
                a.add(R9, R11);
            }
            var one = new Emitter(a, 1, 1, 2, false);
            outliers.tile(
                    tokens,
                    groups,
                    at -> a.vector(VMOVUPS, 0, Address.at(R9).plus(at)),
                    one::outlier,
                    at -> a.vector(VMOVUPS_STORE, 0, Address.at(R9).plus(at)));
            outliers.end();
            return a.vzeroupper().ret().code();
        }

        byte[] emitStream() {
            var outliers = OutlierCode.of(a, head(), bits, superBlocks);
            outliers.begin();
            a.move(R10, RSI).move(R11, RDI);
            mask();
            var loop = new Label();
            a.align().bind(loop).move(RSI, R10).move(RDI, R11).move(R12, RCX).vector(VPXORD, sums, sums, sums);
            blocks();
            outliers.stream(this::outlier);
            a.vector(VMOVUPS_STORE, sums, Address.at(R9)).add(R9, 64);
            a.decrement(RDX).jump(Assembler.NOT_ZERO, loop);
            outliers.end();
            return a.vzeroupper().ret().code();
        }

        private void mask() {
            if (bits < 8) {
                // made from what is at hand: no constant has to be loaded
                a.push(RBX).move(RBX, 0x0F0F0F0F).broadcast(MASK, RBX);
                if (splits()) {
                    a.move(RBX, bits == 6 ? 0x30303030 : 0x10101010).broadcast(HIGH_MASK, RBX);
                }
                a.pop(RBX);
            }
        }

        private void blocks() {
            var loop = new Label();
            a.align().bind(loop);
            if (superBlocks) {
                superBlock();
            } else {
                block();
                fetch(head() + codeBytes());
                advanceW(head() + codeBytes());
                advanceX();
            }
            a.decrement(RDI).jump(Assembler.NOT_ZERO, loop);
        }

        private void outlier() {
            if (superBlocks) {
                scales(0, Address.at(RAX));
                part();
            } else {
                block();
            }
        }

        private int sum(int t, int g) {
            return sums + t * groups + g;
        }

        private int integer(int half, int t, int g) {
            return integers + ((half * tokens + t) * groups + g) * chains;
        }

        private void advanceX() {
            a.add(RSI, Activations.BYTES);
            if (tokens > 3) {
                a.add(R10, Activations.BYTES);
            }
        }

        private void advanceW(int bytes) {
            a.add(RCX, bytes);
            if (fetches && chains == 1) {
                a.add(RAX, bytes);
            }
        }

        private void block() {
            integerSums(head());
            for (int g = 0; g < groups; g++) {
                a.vector(VCVTPH2PS, codes + g, weights(g));
            }
            for (int t = 0; t < tokens; t++) {
                for (int g = 0; g < groups; g++) {
                    a.vector(VCVTDQ2PS, integer(0, t, g), integer(0, t, g))
                            .vector(VMULPS, product, codes + g, input(t).repeated())
                            .vector(VFMADD231PS, sum(t, g), integer(0, t, g), product);
                }
            }
            if (minimums) {
                for (int g = 0; g < groups; g++) {
                    a.vector(VCVTPH2PS, codes + g, weights(g).plus(32));
                    for (int t = 0; t < tokens; t++) {
                        a.vector(
                                VFMADD231PS,
                                sum(t, g),
                                codes + g,
                                input(t).plus(12).repeated());
                    }
                }
            }
        }

        private void fetch(int bytes) {
            for (int i = 0; fetches && i < bytes; i += 64) {
                if (chains > 1) {
                    a.prefetch(Address.at(RCX).plus(AHEAD + i));
                    continue;
                }
                a.prefetch(Address.at(RAX).plus(i));
                if (groups == 2) {
                    a.prefetch(Address.at(RAX, R8, 1).plus(i));
                }
            }
        }

        private void superBlock() {
            for (int g = 0; g < groups; g++) {
                scales(g, weights(g));
            }
            fetch(head());
            advanceW(head());
            a.push(RDI).move(RDI, 8);
            var loop = new Label();
            a.align().bind(loop);
            part();
            fetch(partBytes());
            advanceW(partBytes());
            advanceX();
            a.decrement(RDI).jump(Assembler.NOT_ZERO, loop).pop(RDI);
        }

        private void scales(int g, Address superBlock) {
            a.vector(VCVTPH2PS, scales + g, superBlock);
            if (minimums) {
                a.vector(VCVTPH2PS, lows + g, superBlock.plus(32));
            }
        }

        /** One of the eight parts of a super-block. */
        private void part() {
            integerSums(32);
            for (int half = 0; half < (halves ? 2 : 1); half++) {
                factors(halves ? VPMOVSXBD : VPMOVZXBD, 16 * half, scales);
                for (int t = 0; t < tokens; t++) {
                    for (int g = 0; g < groups; g++) {
                        a.vector(VCVTDQ2PS, integer(half, t, g), integer(half, t, g))
                                .vector(VMULPS, product, codes + g, input(t).repeated())
                                .vector(VFMADD231PS, sum(t, g), integer(half, t, g), product);
                    }
                }
            }
            if (minimums) {
                factors(VPMOVZXBD, 16, lows);
                for (int t = 0; t < tokens; t++) {
                    for (int g = 0; g < groups; g++) {
                        a.vector(
                                VFNMADD231PS,
                                sum(t, g),
                                codes + g,
                                input(t).plus(12).repeated());
                    }
                }
            }
        }

        /** weights = 16 bytes at an offset, as floats, times a scale. */
        private void factors(Instruction widen, int offset, int scale) {
            for (int g = 0; g < groups; g++) {
                a.vector(widen, codes + g, weights(g).plus(offset))
                        .vector(VCVTDQ2PS, codes + g, codes + g)
                        .vector(VMULPS, codes + g, codes + g, scale + g);
            }
        }

        private void integerSums(int offset) {
            for (int half = 0; half < (halves ? 2 : 1); half++) {
                for (int t = 0; t < tokens; t++) {
                    start(half, t);
                }
            }
            if (splits()) {
                splitBits(offset);
            }
            for (int quad = 0; quad < bits && !splits(); quad++) {
                for (int g = 0; g < groups; g++) {
                    a.vector(VMOVDQU8, codes + g, weights(g).plus(offset + 64 * quad));
                    if (bits == 4) {
                        a.vector(VPANDD, parts + g, codes + g, MASK);
                    }
                }
                multiply(quad, bits == 4 ? parts : codes);
                if (bits == 4) {
                    for (int g = 0; g < groups; g++) {
                        a.shift(VPSRLW, codes + g, codes + g, 4).vector(VPANDD, codes + g, codes + g, MASK);
                    }
                    multiply(quad + 4, codes);
                }
            }
            for (int half = 0; half < (halves ? 2 : 1); half++) {
                for (int chain = 1; chain < chains; chain++) {
                    a.vector(VPADDD, integer(half, 0, 0), integer(half, 0, 0), integer(half, 0, 0) + chain);
                }
            }
        }

        /** Codes of four low bits and one or two high ones, which are moved to where they belong. */
        private void splitBits(int offset) {
            int width = bits - 4;
            int quads = 8 / width;
            for (int quad = 0; quad < 8; quad++) {
                for (int g = 0; g < groups; g++) {
                    a.vector(VMOVDQU8, codes + g, weights(g).plus(offset + 64 * (quad % 4)));
                    if (quad >= 4) {
                        a.shift(VPSRLW, codes + g, codes + g, 4);
                    }
                    a.vector(VPANDD, codes + g, codes + g, MASK)
                            .vector(VMOVDQU8, product, weights(g).plus(offset + 256 + quad / quads * 64));
                    int place = width * (quad % quads);
                    if (place < 4) {
                        a.shift(VPSLLW, product, product, 4 - place);
                    } else if (place > 4) {
                        a.shift(VPSRLW, product, product, place - 4);
                    }
                    a.vector(VPANDD, product, product, HIGH_MASK).vector(VPORD, codes + g, codes + g, product);
                }
                multiply(quad, codes);
            }
        }

        private void multiply(int quad, int from) {
            for (int t = 0; t < tokens; t++) {
                for (int g = 0; g < groups; g++) {
                    int target = integer(halves && quad >= 4 ? 1 : 0, t, g) + quad % chains;
                    a.vector(
                            VPDPBUSD,
                            target,
                            from + g,
                            input(t).plus(Activations.NUMBERS + 4 * quad).repeated());
                }
            }
        }

        /** An integer sum starts at what takes the bias away. */
        private void start(int half, int t) {
            int first = integer(half, t, 0);
            if (biasShift == 0) {
                a.vector(VPXORD, first, first, first);
            } else {
                a.vector(VPBROADCASTD, first, input(t).plus(half == 0 ? 4 : 8));
                if (halves && half == 0) {
                    a.vector(VPSUBD, first, first, input(t).plus(8).repeated());
                }
                a.shift(VPSLLD, first, first, biasShift);
            }
            for (int g = 1; g < groups; g++) {
                a.vector(VMOVDQU32, integer(half, t, g), first);
            }
            for (int chain = 1; chain < chains; chain++) {
                a.vector(VPXORD, first + chain, first + chain, first + chain);
            }
        }
    }
}
