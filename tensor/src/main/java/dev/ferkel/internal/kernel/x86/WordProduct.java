package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Instruction.*;
import static dev.ferkel.internal.kernel.x86.Register.*;

import dev.ferkel.internal.kernel.Activations;
import dev.ferkel.internal.kernel.PanelLayout;

/**
 * {@link PanelProduct} for processors without VNNI, and {@link PlainProduct} for those with AVX2, FMA and F16C: a tile of
 * some tokens and one group, whose 16 rows are one register of 512 bits or two of 256. Bytes are multiplied in pairs, which
 * become words of 16 bits ({@code vpmaddubsw} saturates). Of codes of 4 bits a block's sum fits a word: 8 pairs of at most
 * 2 * 15 * 127; AVX-512 takes those of 8 bits as two of 4. Other pairs are widened one by one, and codes of 8 bits give
 * their sign to the other factor, so that 2 * 128 * 127 fits. The results are the same bits.
 *
 * @param wide by AVX-512 with BW, otherwise by AVX2
 */
record WordProduct(PanelLayout layout, boolean wide) implements ProductWriter {
    @Override
    public int mostTokens(int groups) {
        int parts = wide ? 1 : 2;
        int registers = (wide ? 32 : 16) - parts * (signs() ? 2 : 1) - 2;
        return Math.min(6, registers / (parts * (1 + integers())));
    }

    /** Integer sums of a row and a block. */
    private int integers() {
        return !layout.rounds() ? 0 : halves() || (layout.bits == 8 && !signs()) ? 2 : 1;
    }

    /** Whether codes of 8 bits get a sign: AVX-512 has no instruction for the other factor's. */
    private boolean signs() {
        return layout.bits == 8 && !wide;
    }

    private boolean halves() {
        return layout == PanelLayout.SUPER_HALVES_6;
    }

    @Override
    public byte[] emit(int tokens, int groups) {
        if (groups != 1) {
            throw new IllegalArgumentException("one group at a time");
        }
        return new Emitter(new Assembler(), tokens).emit();
    }

    private int partBytes() {
        return 32 + 64 * layout.bits;
    }

    /** Registers from 0: sums; integer sums; weights; an input; a product; magnitudes. Each of rows is one part or two. */
    private final class Emitter {
        private final Assembler a;
        private final int tokens;
        private final int parts = wide ? 1 : 2;
        private final int integers;
        private final int codes;
        private final int input;
        private final int product;

        Emitter(Assembler a, int tokens) {
            this.a = a;
            this.tokens = tokens;
            integers = parts * tokens;
            codes = integers + parts * tokens * integers();
            input = codes + parts;
            product = input + 1;
        }

        byte[] emit() {
            a.load(R11, Address.at(RSP).plus(8))
                    .address(R10, Address.at(RDX, RDX, 2))
                    .add(R10, RSI);
            var outliers = OutlierCode.of(a, layout.head, layout.bits, layout.isSuper());
            outliers.begin();
            for (int i = 0; i < parts * tokens; i++) {
                vector(VPXORD, i, i, i);
            }
            a.move(R8, Constants.ADDRESS);
            var loop = new Label();
            a.align().bind(loop);
            if (!layout.rounds()) {
                number();
            } else if (layout.isSuper()) {
                superBlock();
            } else {
                block();
                advance(layout.head + 64 * layout.bits, Activations.BYTES);
            }
            a.decrement(RDI).jump(Assembler.NOT_ZERO, loop);
            for (int t = 0; t < tokens; t++) {
                sums(VMOVUPS_STORE, parts * t);
                a.add(R9, R11);
            }
            if (layout.rounds()) {
                var one = new Emitter(a, 1);
                outliers.tile(tokens, 1, at -> sums(VMOVUPS, 0), one::outlier, at -> sums(VMOVUPS_STORE, 0));
            }
            outliers.end();
            return a.vzeroupper().ret().code();
        }

        /** Loads or stores a token's, from register {@code first}. */
        private void sums(Instruction move, int first) {
            for (int h = 0; h < parts; h++) {
                vector(move, first + h, Address.at(R9).plus(32 * h));
            }
        }

        private void vector(Instruction op, int target, int source1, int source2) {
            if (wide) {
                a.vector(op, target, source1, source2);
            } else {
                a.half(op, target, source1, source2);
            }
        }

        private void vector(Instruction op, int target, int source, Address memory) {
            if (wide) {
                a.vector(op, target, source, memory);
            } else {
                a.half(op, target, source, memory);
            }
        }

        private void vector(Instruction op, int target, int source) {
            vector(op, target, 0, source);
        }

        private void vector(Instruction op, int target, Address memory) {
            vector(op, target, 0, memory);
        }

        private void shift(Instruction op, int target, int bits) {
            if (wide) {
                a.shift(op, target, target, bits);
            } else {
                a.halfShift(op, target, target, bits);
            }
        }

        private Address constant(int offset) {
            return Address.at(R8).plus(offset);
        }

        private int integer(int set, int t, int h) {
            return integers + (set * tokens + t) * parts + h;
        }

        private void advance(int weights, int bytes) {
            a.add(RCX, weights).add(RSI, bytes).add(R10, bytes);
        }

        /** One k of plain numbers. */
        private void number() {
            for (int h = 0; h < parts; h++) {
                var at = Address.at(RCX).plus(layout.bits * h);
                switch (layout) {
                    case HALF -> vector(VCVTPH2PS, codes + h, at);
                    case BRAIN -> {
                        vector(VPMOVZXWD, codes + h, at);
                        shift(VPSLLD, codes + h, 16);
                    }
                    default -> vector(VMOVUPS, codes + h, at);
                }
            }
            for (int t = 0; t < tokens; t++) {
                vector(VBROADCASTSS, input, PanelProduct.input(t));
                for (int h = 0; h < parts; h++) {
                    vector(VFMADD231PS, parts * t + h, codes + h, input);
                }
            }
            advance(2 * layout.bits, 4);
        }

        private void block() {
            integerSums(layout.head);
            for (int h = 0; h < parts; h++) {
                vector(VCVTPH2PS, codes + h, Address.at(RCX).plus(16 * h));
            }
            scaled(0);
            if (layout.head == 64) {
                for (int h = 0; h < parts; h++) {
                    vector(VCVTPH2PS, codes + h, Address.at(RCX).plus(32 + 16 * h));
                }
                minimums(VFMADD231PS);
            }
        }

        private void superBlock() {
            a.move(RAX, RCX).add(RCX, layout.head).push(RDI).move(RDI, 8);
            var loop = new Label();
            a.align().bind(loop);
            part();
            advance(partBytes(), Activations.BYTES);
            a.decrement(RDI).jump(Assembler.NOT_ZERO, loop).pop(RDI);
        }

        /** One of the eight parts of the super-block at RAX. */
        private void part() {
            integerSums(32);
            for (int half = 0; half < (halves() ? 2 : 1); half++) {
                factors(halves() ? VPMOVSXBD : VPMOVZXBD, 16 * half, 0);
                scaled(half);
            }
            if (layout.head == 64) {
                factors(VPMOVZXBD, 16, 32);
                minimums(VFNMADD231PS);
            }
        }

        private void outlier() {
            if (layout.isSuper()) {
                part();
            } else {
                block();
            }
        }

        /** codes = 16 bytes at an offset, as floats, times the super-block's scales at another. */
        private void factors(Instruction widen, int offset, int scales) {
            for (int h = 0; h < parts; h++) {
                vector(widen, codes + h, Address.at(RCX).plus(offset + 8 * h));
                vector(VCVTDQ2PS, codes + h, codes + h);
                vector(VCVTPH2PS, product, Address.at(RAX).plus(scales + 16 * h));
                vector(VMULPS, codes + h, codes + h, product);
            }
        }

        private void scaled(int half) {
            for (int t = 0; t < tokens; t++) {
                vector(VBROADCASTSS, input, PanelProduct.input(t));
                for (int h = 0; h < parts; h++) {
                    int whole = integer(half, t, h);
                    vector(VCVTDQ2PS, whole, whole);
                    vector(VMULPS, product, codes + h, input);
                    vector(VFMADD231PS, parts * t + h, whole, product);
                }
            }
        }

        private void minimums(Instruction op) {
            for (int t = 0; t < tokens; t++) {
                vector(VBROADCASTSS, input, PanelProduct.input(t).plus(12));
                for (int h = 0; h < parts; h++) {
                    vector(op, parts * t + h, codes + h, input);
                }
            }
        }

        private void integerSums(int offset) {
            for (int i = integers; i < codes; i++) {
                vector(VPXORD, i, i, i);
            }
            if (layout.bits == 5 || layout.bits == 6) {
                splitBits(offset);
            } else if (signs()) {
                signedBytes(offset);
                return;
            } else {
                nibbles(offset);
            }
            for (int half = 0; half < (halves() ? 2 : 1) && layout.bias != 0; half++) {
                for (int t = 0; t < tokens; t++) {
                    bias(half, t);
                }
            }
        }

        /** Codes of 4 bits, or the low and the high half of codes of 8, whose sums stay words until the block's end. */
        private void nibbles(int offset) {
            boolean bytes = layout.bits == 8;
            for (int quad = 0; quad < layout.bits; quad++) {
                for (int high = 0; high < 2; high++) {
                    for (int h = 0; h < parts; h++) {
                        vector(VMOVDQU32, codes + h, Address.at(RCX).plus(offset + 64 * quad + 32 * h));
                        if (high == 1) {
                            shift(VPSRLW, codes + h, 4);
                        }
                        vector(VPANDD, codes + h, codes + h, constant(Constants.NIBBLES));
                    }
                    multiply(bytes || high == 0 ? quad : quad + 4, bytes ? high : 0, false);
                }
            }
            for (int t = 0; t < tokens; t++) {
                for (int h = 0; h < parts; h++) {
                    int sum = integer(0, t, h);
                    vector(VPMADDWD, sum, sum, constant(Constants.ONES));
                    if (bytes) {
                        vector(VPMADDWD, integer(1, t, h), integer(1, t, h), constant(Constants.SIXTEENS));
                        vector(VPADDD, sum, sum, integer(1, t, h));
                    }
                }
            }
        }

        private void signedBytes(int offset) {
            int magnitudes = product + 1;
            for (int quad = 0; quad < 8; quad++) {
                for (int h = 0; h < 2; h++) {
                    a.half(VMOVDQU32, codes + h, Address.at(RCX).plus(offset + 64 * quad + 32 * h))
                            .half(VPXORD, codes + h, codes + h, constant(Constants.SIGNS))
                            .half(VPABSB, magnitudes + h, codes + h);
                }
                for (int t = 0; t < tokens; t++) {
                    a.half(VPBROADCASTD, input, PanelProduct.input(t).plus(Activations.NUMBERS + 4 * quad));
                    for (int h = 0; h < 2; h++) {
                        int sum = integer(0, t, h);
                        a.half(VPSIGNB, product, input, codes + h)
                                .half(VPMADDUBSW, product, magnitudes + h, product)
                                .half(VPMADDWD, product, product, constant(Constants.ONES))
                                .half(VPADDD, sum, sum, product);
                    }
                }
            }
        }

        private void splitBits(int offset) {
            int width = layout.bits - 4;
            int quads = 8 / width;
            var mask = constant(width == 2 ? Constants.HIGHS : Constants.FIFTHS);
            for (int quad = 0; quad < 8; quad++) {
                for (int h = 0; h < parts; h++) {
                    vector(VMOVDQU32, codes + h, Address.at(RCX).plus(offset + 64 * (quad % 4) + 32 * h));
                    if (quad >= 4) {
                        shift(VPSRLW, codes + h, 4);
                    }
                    vector(VPANDD, codes + h, codes + h, constant(Constants.NIBBLES));
                    vector(VMOVDQU32, product, Address.at(RCX).plus(offset + 256 + quad / quads * 64 + 32 * h));
                    int place = width * (quad % quads);
                    if (place < 4) {
                        shift(VPSLLW, product, 4 - place);
                    } else if (place > 4) {
                        shift(VPSRLW, product, place - 4);
                    }
                    vector(VPANDD, product, product, mask);
                    vector(VPORD, codes + h, codes + h, product);
                }
                multiply(quad, halves() && quad >= 4 ? 1 : 0, true);
            }
        }

        /** Adds products of four k to a set of sums. */
        private void multiply(int quad, int set, boolean widens) {
            for (int t = 0; t < tokens; t++) {
                vector(VPBROADCASTD, input, PanelProduct.input(t).plus(Activations.NUMBERS + 4 * quad));
                for (int h = 0; h < parts; h++) {
                    int sum = integer(set, t, h);
                    vector(VPMADDUBSW, product, codes + h, input);
                    if (widens) {
                        vector(VPMADDWD, product, product, constant(Constants.ONES));
                    }
                    vector(widens ? VPADDD : VPADDW, sum, sum, product);
                }
            }
        }

        /** Takes away what the codes have too much. */
        private void bias(int half, int t) {
            vector(VPBROADCASTD, product, PanelProduct.input(t).plus(half == 0 ? 4 : 8));
            if (halves() && half == 0) {
                vector(VPBROADCASTD, input, PanelProduct.input(t).plus(8));
                vector(VPSUBD, product, product, input);
            }
            shift(VPSLLD, product, Integer.numberOfTrailingZeros(layout.bias));
            for (int h = 0; h < parts; h++) {
                vector(VPADDD, integer(half, t, h), integer(half, t, h), product);
            }
        }
    }
}
