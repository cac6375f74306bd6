package dev.ferkel.internal.grading;

import java.math.BigInteger;

/** Whether a number is worked out: 18/3 is work that is left to do, and so is 3/9 where 1/3 was asked for. */
final class LowestTerms {
    private LowestTerms() {}

    /**
     * Whether an answer that is equal to the reference has a fraction only where the reference is no whole number, and reduced, or
     * as the reference has it: which of two fractions is larger, one of the two says.
     */
    static boolean hold(String reference, String given) {
        var expected = NumberText.quotients(Normaliser.normalise(reference)).toList();
        boolean fractional = !expected.isEmpty() || reference.contains(".");
        return NumberText.quotients(Normaliser.normalise(given))
                .allMatch(q -> expected.contains(q) || fractional && isReduced(plain(q.over()), plain(q.under())));
    }

    private static String plain(String number) {
        return number.replace(",", "");
    }

    private static boolean isReduced(String over, String under) {
        return over.matches("-?\\d+")
                && under.matches("\\d+")
                && new BigInteger(under).compareTo(BigInteger.ONE) > 0
                && new BigInteger(over).gcd(new BigInteger(under)).equals(BigInteger.ONE);
    }
}
