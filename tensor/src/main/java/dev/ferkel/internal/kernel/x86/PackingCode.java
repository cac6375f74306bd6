package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Instruction.*;
import static dev.ferkel.internal.kernel.x86.Register.*;

import dev.ferkel.internal.kernel.PanelLayout;
import dev.ferkel.internal.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Packs 16 whole rows into panels, for the types that most files are made of: what {@code PanelPacking} does in Java, from
 * the first row at full speed, since a start is too short for the JIT. A gather takes the same four bytes of all 16 rows,
 * which is how codes lie in panels: {@code void f(blocks, rows, bytes a row, panels)}.
 */
public final class PackingCode {
    private static final MethodHandle CALL = MachineCode.caller(4);

    private static final int INDEX = 31;
    /** 0x0F0F0F0F. */
    private static final int LOW = 30;
    /** 0xF0F0F0F0. */
    private static final int HIGH = 29;
    /** 0x03030303. */
    private static final int TWO_BITS = 28;
    /** 0x80808080. */
    private static final int FLIP = 27;
    /** 63. */
    private static final int SIX_BITS = 26;
    /** 15. */
    private static final int FOUR_BITS = 25;
    /** 0x30. */
    private static final int BITS_4_AND_5 = 24;

    /** Registers for eight words of 16 rows: of Q6_K's high bits, and of codes. */
    private static final int HIGHS = 0;

    private static final int CODES = 8;
    private static final int FREE = 16;

    private static final Map<DType, MemorySegment> INSTALLED = new EnumMap<>(DType.class);

    static {
        for (var type : new DType[] {DType.Q8_0, DType.Q4_0, DType.Q4_1, DType.Q4_K, DType.Q6_K}) {
            INSTALLED.put(type, MemorySegment.ofAddress(MachineCode.install(emit(type))));
        }
    }

    private final Assembler a = new Assembler();
    private final DType type;
    private final PanelLayout layout;

    private PackingCode(DType type) {
        this.type = type;
        layout = Objects.requireNonNull(PanelLayout.of(type));
    }

    /** Packs 16 rows at {@code rows}; false where there is no code for the type. */
    public static boolean run(DType type, long rows, int columns, long target) {
        var code = INSTALLED.get(type);
        long rowBytes = type.bytes(columns);
        if (code == null || rowBytes > Integer.MAX_VALUE / 16) {
            return false;
        }
        try {
            CALL.invokeExact(code, (long) columns / type.blockElements(), rows, rowBytes, target);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return true;
    }

    static byte[] emit(DType type) {
        return new PackingCode(type).emit();
    }

    private byte[] emit() {
        constant(LOW, 0x0F0F0F0F);
        constant(HIGH, 0xF0F0F0F0);
        constant(TWO_BITS, 0x03030303);
        constant(FLIP, 0x80808080);
        constant(SIX_BITS, 63);
        constant(FOUR_BITS, 15);
        constant(BITS_4_AND_5, 0x30);
        rowOffsets();
        a.move(RAX, 0xFFFF);
        var loop = new Label();
        a.align().bind(loop);
        switch (type) {
            case Q8_0 -> {
                scales(0);
                words(2, 8, true);
            }
            case Q4_0 -> {
                scales(0);
                words(2, 4, false);
            }
            case Q4_1 -> {
                scalesAndMinimums();
                words(4, 4, false);
            }
            case Q4_K -> q4K();
            default -> q6K();
        }
        int target = layout.isSuper() ? layout.head + 8 * partBytes() : layout.head + 64 * layout.bits;
        a.add(RSI, type.blockBytes()).add(RCX, target);
        return a.decrement(RDI)
                .jump(Assembler.NOT_ZERO, loop)
                .vzeroupper()
                .ret()
                .code();
    }

    private int partBytes() {
        return 32 + 64 * layout.bits;
    }

    private void constant(int register, int value) {
        a.move(RAX, value).broadcast(register, RAX);
    }

    /** INDEX = row * bytes a row, bit by bit of the rows' numbers. */
    private void rowOffsets() {
        a.vector(VPXORD, INDEX, INDEX, INDEX).broadcast(FREE, RDX);
        for (int rows : new int[] {0xAAAA, 0xCCCC, 0xF0F0, 0xFF00}) {
            a.move(RAX, rows)
                    .moveMask(1, RAX)
                    .masked(1, false)
                    .vector(VPADDD, INDEX, INDEX, FREE)
                    .shift(VPSLLD, FREE, FREE, 1);
        }
    }

    /** Four bytes of each row, so far into the block. */
    private void gather(int register, int offset) {
        a.moveMask(1, RAX).gather(register, 1, RSI, INDEX, offset);
    }

    private Address target(int offset) {
        return Address.at(RCX).plus(offset);
    }

    private void scales(int offset) {
        gather(FREE, offset);
        a.vector(VPMOVDW_STORE, FREE, target(0));
    }

    private void scalesAndMinimums() {
        scales(0);
        a.shift(VPSRLD, FREE, FREE, 16).vector(VPMOVDW_STORE, FREE, target(32));
    }

    /** Codes that lie in the file as in panels. */
    private void words(int offset, int count, boolean flips) {
        for (int i = 0; i < count; i++) {
            int register = CODES + i;
            gather(register, offset + 4 * i);
            if (flips) {
                a.vector(VPXORD, register, register, FLIP);
            }
            a.vector(VMOVUPS_STORE, register, target(layout.head + 64 * i));
        }
    }

    private void q4K() {
        scalesAndMinimums();
        for (int i = 0; i < 3; i++) {
            gather(i, 4 + 4 * i);
        }
        for (int j = 0; j < 8; j++) {
            int part = layout.head + j * partBytes();
            factor(j, 0, 0, part);
            factor(j, 1, 4, part + 16);
        }
        for (int pair = 0; pair < 4; pair++) {
            for (int i = 0; i < 8; i++) {
                gather(CODES + i, 16 + 32 * pair + 4 * i);
            }
            int part = layout.head + 2 * pair * partBytes() + 32;
            lowNibbles(part);
            highNibbles(part + partBytes());
        }
    }

    /** The six bits of sub-block j, from words that hold four of them, and from a third with the rest's low bits. */
    private void factor(int j, int words, int place, int to) {
        if (j < 4) {
            a.shift(VPSRLD, FREE, words, 8 * j).vector(VPANDD, FREE, FREE, SIX_BITS);
        } else {
            int byteAt = 8 * (j - 4);
            a.shift(VPSRLD, FREE, 2, byteAt + place)
                    .vector(VPANDD, FREE, FREE, FOUR_BITS)
                    .shift(VPSRLD, FREE + 1, words, byteAt + 2)
                    .vector(VPANDD, FREE + 1, FREE + 1, BITS_4_AND_5)
                    .vector(VPORD, FREE, FREE, FREE + 1);
        }
        a.vector(VPMOVDB_STORE, FREE, target(to));
    }

    /** The low halves of 32 bytes: those of the first 16 stay, the others go above them. */
    private void lowNibbles(int to) {
        for (int i = 0; i < 4; i++) {
            a.vector(VPANDD, FREE, CODES + i, LOW)
                    .vector(VPANDD, FREE + 1, CODES + 4 + i, LOW)
                    .shift(VPSLLW, FREE + 1, FREE + 1, 4);
            storeBoth(to + 64 * i);
        }
    }

    private void highNibbles(int to) {
        for (int i = 0; i < 4; i++) {
            a.shift(VPSRLW, FREE, CODES + i, 4)
                    .vector(VPANDD, FREE, FREE, LOW)
                    .vector(VPANDD, FREE + 1, CODES + 4 + i, HIGH);
            storeBoth(to + 64 * i);
        }
    }

    private void storeBoth(int to) {
        a.vector(VPORD, FREE, FREE, FREE + 1).vector(VMOVUPS_STORE, FREE, target(to));
    }

    private void q6K() {
        // the scale is the block's last two bytes: with the two before them
        gather(FREE, 206);
        a.shift(VPSRLD, FREE, FREE, 16).vector(VPMOVDW_STORE, FREE, target(0));
        for (int word = 0; word < 4; word++) {
            gather(FREE, 192 + 4 * word);
            for (int i = 0; i < 4; i++) {
                int to = layout.head + (2 * word + i / 2) * partBytes() + i % 2 * 16;
                a.shift(VPSRLD, FREE + 1, FREE, 8 * i).vector(VPMOVDB_STORE, FREE + 1, target(to));
            }
        }
        for (int half = 0; half < 2; half++) {
            for (int i = 0; i < 8; i++) {
                gather(HIGHS + i, 128 + 32 * half + 4 * i);
            }
            for (int odd = 0; odd < 2; odd++) {
                for (int i = 0; i < 8; i++) {
                    gather(CODES + i, 64 * half + 32 * odd + 4 * i);
                }
                int part = layout.head + (4 * half + odd) * partBytes() + 32;
                lowNibbles(part);
                highBits(2 * odd, part + 256);
                part += 2 * partBytes();
                highNibbles(part);
                highBits(2 * odd + 4, part + 256);
            }
        }
    }

    /** Two bits of 32 bytes, four of which become one. */
    private void highBits(int place, int to) {
        for (int i = 0; i < 8; i++) {
            int register = i % 4 == 0 ? FREE : FREE + 1;
            a.shift(VPSRLW, register, HIGHS + i, place)
                    .vector(VPANDD, register, register, TWO_BITS)
                    .shift(VPSLLW, register, register, i % 4 * 2);
            if (i % 4 > 0) {
                a.vector(VPORD, FREE, FREE, FREE + 1);
            }
            if (i % 4 == 3) {
                a.vector(VMOVUPS_STORE, FREE, target(to + i / 4 * 64));
            }
        }
    }
}
