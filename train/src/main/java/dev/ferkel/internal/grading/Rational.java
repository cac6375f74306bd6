package dev.ferkel.internal.grading;

import java.math.BigInteger;

/** An exact number in lowest terms; the denominator is positive. */
record Rational(BigInteger over, BigInteger under) {
    Rational {
        if (under.signum() == 0) {
            throw new ArithmeticException("division by zero");
        }
        BigInteger divisor = over.gcd(under);
        divisor = under.signum() < 0 ? divisor.negate() : divisor;
        over = over.divide(divisor);
        under = under.divide(divisor);
    }

    static Rational of(long number) {
        return new Rational(BigInteger.valueOf(number), BigInteger.ONE);
    }

    Rational plus(Rational other) {
        return new Rational(over.multiply(other.under).add(other.over.multiply(under)), under.multiply(other.under));
    }

    Rational minus(Rational other) {
        return plus(other.negate());
    }

    Rational times(Rational other) {
        return new Rational(over.multiply(other.over), under.multiply(other.under));
    }

    /** Throws ArithmeticException when the other is zero. */
    Rational dividedBy(Rational other) {
        return new Rational(over.multiply(other.under), under.multiply(other.over));
    }

    Rational negate() {
        return new Rational(over.negate(), under);
    }

    boolean isZero() {
        return over.signum() == 0;
    }
}
