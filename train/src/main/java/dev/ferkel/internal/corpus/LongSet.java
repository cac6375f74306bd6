package dev.ferkel.internal.corpus;

/** A set of hashes: open addressing, each in 8 bytes at a load of at most a half. */
final class LongSet {
    private long[] slots = new long[1 << 10];
    private int size;
    private boolean zero;

    /** Whether it was not in yet. */
    boolean add(long value) {
        if (value == 0) {
            boolean added = !zero;
            zero = true;
            return added;
        }
        int slot = slot(slots, value);
        if (slots[slot] == value) {
            return false;
        }
        slots[slot] = value;
        if (++size > slots.length / 2) {
            grow();
        }
        return true;
    }

    boolean contains(long value) {
        return value == 0 ? zero : slots[slot(slots, value)] == value;
    }

    /** Where a value is or would be. */
    private static int slot(long[] slots, long value) {
        int mask = slots.length - 1;
        int slot = (int) (WordHashes.mix(value) >>> 32) & mask;
        while (slots[slot] != 0 && slots[slot] != value) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        var wider = new long[Math.multiplyExact(2, slots.length)];
        for (long value : slots) {
            if (value != 0) {
                wider[slot(wider, value)] = value;
            }
        }
        slots = wider;
    }
}
