package dev.ferkel.internal.constraint.text;

import java.math.BigDecimal;

/**
 * A number to compare with, cut into digits.
 *
 * @param whole digits before the point, "0" if there are none
 * @param fraction digits after the point, without zeros at the end
 * @param mantissa digits from the first that isn't zero on, without zeros at the end
 * @param exponent of ten at the first digit of the mantissa
 */
record NumberBound(int sign, String whole, String fraction, String mantissa, int exponent) {
    static NumberBound of(BigDecimal value) {
        var plain = value.abs().stripTrailingZeros();
        var text = plain.toPlainString();
        int point = text.indexOf('.');
        var whole = point < 0 ? text : text.substring(0, point);
        var fraction = point < 0 ? "" : text.substring(point + 1);
        var digits = plain.unscaledValue().toString();
        int exponent = digits.length() - 1 - plain.scale();
        boolean zero = value.signum() == 0;
        var mantissa = zero ? "" : digits.replaceAll("0+$", "");
        return new NumberBound(value.signum(), whole, fraction, mantissa, exponent);
    }
}
