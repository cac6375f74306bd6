package dev.ferkel.internal.kernel.x86;

import org.jspecify.annotations.Nullable;

/**
 * A place in memory: base + index * scale + displacement.
 *
 * @param broadcast one 32-bit element is repeated over the vector
 */
record Address(Register base, @Nullable Register index, int scale, int displacement, boolean broadcast) {
    static Address at(Register base) {
        return new Address(base, null, 1, 0, false);
    }

    static Address at(Register base, Register index, int scale) {
        return new Address(base, index, scale, 0, false);
    }

    Address plus(int bytes) {
        return new Address(base, index, scale, displacement + bytes, broadcast);
    }

    Address repeated() {
        return new Address(base, index, scale, displacement, true);
    }
}
