package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Instruction.*;
import static dev.ferkel.internal.kernel.x86.Register.*;

import dev.ferkel.internal.kernel.PanelLayout;

/**
 * {@link PanelProduct} and {@link PlainProduct} for processors with AVX2, FMA and F16C: a tile of some tokens and one
 * group, whose 16 rows are two registers. Bytes are multiplied in pairs of 16 bits, which codes of up to 6 bits can't
 * overflow; codes of 8 bits give their sign to the other factor, which then can't either. The results are the same bits.
 */
record NarrowProduct(PanelLayout layout) implements ProductWriter {
    private static final int BLOCK_BYTES = 48;
    private static final int NUMBERS = 16;

    @Override
    public int mostTokens(int groups) {
        return !layout.rounds() ? 6 : halves() || signed() ? 2 : 3;
    }

    private boolean halves() {
        return layout == PanelLayout.SUPER_HALVES_6;
    }

    private boolean signed() {
        return layout == PanelLayout.SCALE_8;
    }

    @Override
    public byte[] emit(int tokens, int groups) {
        if (groups != 1) {
            throw new IllegalArgumentException("one group at a time");
        }
        return new Emitter(tokens).emit();
    }

    /** Registers from 0: sums, two a token; integer sums; two of weights; an input; a product. */
    private final class Emitter {
        private final Assembler a = new Assembler();
        private final int tokens;
        private final int integers;
        private final int codes;
        private final int input;
        private final int product;

        Emitter(int tokens) {
            this.tokens = tokens;
            integers = 2 * tokens;
            codes = integers + (!layout.rounds() ? 0 : halves() ? 4 * tokens : 2 * tokens);
            input = codes + 2;
            product = input + 1;
        }

        byte[] emit() {
            a.load(R11, Address.at(RSP).plus(8))
                    .address(R10, Address.at(RDX, RDX, 2))
                    .add(R10, RSI)
                    .move(R8, Constants.ADDRESS);
            for (int i = 0; i < 2 * tokens; i++) {
                a.half(VPXORD, i, i, i);
            }
            var loop = new Label();
            a.align().bind(loop);
            if (!layout.rounds()) {
                number();
            } else if (layout.isSuper()) {
                superBlock();
            } else {
                block();
            }
            a.decrement(RDI).jump(Assembler.NOT_ZERO, loop);
            for (int t = 0; t < tokens; t++) {
                a.half(VMOVUPS_STORE, 2 * t, Address.at(R9))
                        .half(VMOVUPS_STORE, 2 * t + 1, Address.at(R9).plus(32))
                        .add(R9, R11);
            }
            return a.vzeroupper().ret().code();
        }

        private Address constant(int offset) {
            return Address.at(R8).plus(offset);
        }

        private int integer(int half, int t, int h) {
            return integers + (half * tokens + t) * 2 + h;
        }

        private void advance(int weights, int bytes) {
            a.add(RCX, weights).add(RSI, bytes).add(R10, bytes);
        }

        /** One k of plain numbers. */
        private void number() {
            for (int h = 0; h < 2; h++) {
                var at = Address.at(RCX).plus(layout.bits * h);
                switch (layout) {
                    case HALF -> a.half(VCVTPH2PS, codes + h, at);
                    case BRAIN -> a.half(VPMOVZXWD, codes + h, at).halfShift(VPSLLD, codes + h, codes + h, 16);
                    default -> a.half(VMOVUPS, codes + h, at);
                }
            }
            for (int t = 0; t < tokens; t++) {
                a.half(VBROADCASTSS, input, PanelProduct.input(t));
                for (int h = 0; h < 2; h++) {
                    a.half(VFMADD231PS, 2 * t + h, codes + h, input);
                }
            }
            advance(2 * layout.bits, 4);
        }

        private void block() {
            integerSums(layout.head);
            for (int h = 0; h < 2; h++) {
                a.half(VCVTPH2PS, codes + h, Address.at(RCX).plus(16 * h));
            }
            scaled(0);
            if (layout.head == 64) {
                for (int h = 0; h < 2; h++) {
                    a.half(VCVTPH2PS, codes + h, Address.at(RCX).plus(32 + 16 * h));
                }
                minimums(VFMADD231PS);
            }
            advance(layout.head + 64 * layout.bits, BLOCK_BYTES);
        }

        private void superBlock() {
            a.move(RAX, RCX).add(RCX, layout.head).push(RDI).move(RDI, 8);
            var loop = new Label();
            a.align().bind(loop);
            integerSums(32);
            for (int half = 0; half < (halves() ? 2 : 1); half++) {
                factors(halves() ? VPMOVSXBD : VPMOVZXBD, 16 * half, 0);
                scaled(half);
            }
            if (layout.head == 64) {
                factors(VPMOVZXBD, 16, 32);
                minimums(VFNMADD231PS);
            }
            advance(32 + 64 * layout.bits, BLOCK_BYTES);
            a.decrement(RDI).jump(Assembler.NOT_ZERO, loop).pop(RDI);
        }

        /** codes = 16 bytes at an offset, as floats, times the super-block's scales at another. */
        private void factors(Instruction widen, int offset, int scales) {
            for (int h = 0; h < 2; h++) {
                a.half(widen, codes + h, Address.at(RCX).plus(offset + 8 * h))
                        .half(VCVTDQ2PS, codes + h, codes + h)
                        .half(VCVTPH2PS, product, Address.at(RAX).plus(scales + 16 * h))
                        .half(VMULPS, codes + h, codes + h, product);
            }
        }

        private void scaled(int half) {
            for (int t = 0; t < tokens; t++) {
                a.half(VBROADCASTSS, input, PanelProduct.input(t));
                for (int h = 0; h < 2; h++) {
                    int whole = integer(half, t, h);
                    a.half(VCVTDQ2PS, whole, whole)
                            .half(VMULPS, product, codes + h, input)
                            .half(VFMADD231PS, 2 * t + h, whole, product);
                }
            }
        }

        private void minimums(Instruction op) {
            for (int t = 0; t < tokens; t++) {
                a.half(VBROADCASTSS, input, PanelProduct.input(t).plus(12));
                for (int h = 0; h < 2; h++) {
                    a.half(op, 2 * t + h, codes + h, input);
                }
            }
        }

        private void integerSums(int offset) {
            for (int half = 0; half < (halves() ? 2 : 1); half++) {
                for (int t = 0; t < tokens; t++) {
                    start(half, t);
                }
            }
            if (layout.bits == 5 || layout.bits == 6) {
                splitBits(offset);
                return;
            }
            for (int quad = 0; quad < layout.bits; quad++) {
                for (int h = 0; h < 2; h++) {
                    a.half(VMOVDQU32, codes + h, Address.at(RCX).plus(offset + 64 * quad + 32 * h));
                    if (signed()) {
                        a.half(VPXORD, codes + h, codes + h, constant(Constants.SIGNS));
                    }
                }
                multiply(quad, layout.bits == 4);
                if (layout.bits == 4) {
                    for (int h = 0; h < 2; h++) {
                        a.halfShift(VPSRLW, codes + h, codes + h, 4);
                    }
                    multiply(quad + 4, true);
                }
            }
        }

        private void splitBits(int offset) {
            int width = layout.bits - 4;
            int quads = 8 / width;
            var mask = constant(width == 2 ? Constants.HIGHS : Constants.FIFTHS);
            for (int quad = 0; quad < 8; quad++) {
                for (int h = 0; h < 2; h++) {
                    a.half(VMOVDQU32, codes + h, Address.at(RCX).plus(offset + 64 * (quad % 4) + 32 * h));
                    if (quad >= 4) {
                        a.halfShift(VPSRLW, codes + h, codes + h, 4);
                    }
                    a.half(VPANDD, codes + h, codes + h, constant(Constants.NIBBLES))
                            .half(VMOVDQU32, product, Address.at(RCX).plus(offset + 256 + quad / quads * 64 + 32 * h));
                    int place = width * (quad % quads);
                    if (place < 4) {
                        a.halfShift(VPSLLW, product, product, 4 - place);
                    } else if (place > 4) {
                        a.halfShift(VPSRLW, product, product, place - 4);
                    }
                    a.half(VPANDD, product, product, mask).half(VPORD, codes + h, codes + h, product);
                }
                multiply(quad, false);
            }
        }

        private void multiply(int quad, boolean nibbles) {
            for (int t = 0; t < tokens; t++) {
                a.half(VPBROADCASTD, input, PanelProduct.input(t).plus(NUMBERS + 4 * quad));
                for (int h = 0; h < 2; h++) {
                    int target = integer(halves() && quad >= 4 ? 1 : 0, t, h);
                    if (nibbles) {
                        a.half(VPANDD, product, codes + h, constant(Constants.NIBBLES))
                                .half(VPMADDUBSW, product, product, input);
                    } else if (signed()) {
                        // the last register is free: only this layout needs it
                        a.half(VPSIGNB, 15, input, codes + h)
                                .half(VPABSB, product, codes + h)
                                .half(VPMADDUBSW, product, product, 15);
                    } else {
                        a.half(VPMADDUBSW, product, codes + h, input);
                    }
                    a.half(VPMADDWD, product, product, constant(Constants.ONES)).half(VPADDD, target, target, product);
                }
            }
        }

        /** Integer sums start at what takes the bias away, where the codes have one. */
        private void start(int half, int t) {
            int first = integer(half, t, 0);
            if (signed() || layout.bias == 0) {
                a.half(VPXORD, first, first, first).half(VPXORD, first + 1, first + 1, first + 1);
                return;
            }
            a.half(VPBROADCASTD, first, PanelProduct.input(t).plus(half == 0 ? 4 : 8));
            if (halves() && half == 0) {
                a.half(VPBROADCASTD, product, PanelProduct.input(t).plus(8)).half(VPSUBD, first, first, product);
            }
            a.halfShift(VPSLLD, first, first, Integer.numberOfTrailingZeros(layout.bias))
                    .half(VMOVDQU32, first + 1, first);
        }
    }
}
