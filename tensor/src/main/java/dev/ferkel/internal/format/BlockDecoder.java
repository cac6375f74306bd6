package dev.ferkel.internal.format;

import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.ValueLayout;

/** Decodes one block at an address to F32; the arithmetic is ggml's: products and sums rounded one by one. */
@FunctionalInterface
interface BlockDecoder {
    void block(long source, long target);

    static int u8(long address) {
        return Memory.ALL.get(ValueLayout.JAVA_BYTE, address) & 0xff;
    }

    static int i8(long address) {
        return Memory.ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    static int u16(long address) {
        return Memory.ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, address) & 0xffff;
    }

    static int i32(long address) {
        return Memory.ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    static float f16(long address) {
        return Float.float16ToFloat(Memory.ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, address));
    }
}
