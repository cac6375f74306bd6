package dev.ferkel.internal.problem;

/** A fraction of small whole numbers, as it was written. */
record Fraction(long over, long under) {
    static long divisor(long a, long b) {
        return b == 0 ? Math.max(Math.abs(a), 1) : divisor(b, a % b);
    }

    Fraction reduced() {
        long divisor = divisor(over, under);
        return new Fraction(over / divisor, under / divisor);
    }

    /** {@code 3/4}, or {@code 2} where nothing is under the line. */
    @Override
    public String toString() {
        return under == 1 ? "" + over : over + "/" + under;
    }
}
