package dev.ferkel.internal.problem;

import java.util.ArrayList;
import java.util.List;

/** The lines of a worked solution. Sums are written column by column, from the last digit, so that each step is small. */
final class Work {
    private final List<String> lines = new ArrayList<>();

    Work line(String line) {
        lines.add(line);
        return this;
    }

    /** Adds to the last line. */
    Work then(String text) {
        lines.set(lines.size() - 1, lines.getLast() + text);
        return this;
    }

    /** What was found is not what it should be. */
    Work failed(Object expected) {
        return then(", not " + expected + ". Go back.");
    }

    Work good() {
        return then(", good.");
    }

    Work tried(Object guess) {
        return line("Try " + guess + ".");
    }

    String text() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    long add(long a, long b) {
        if (b < 0) {
            return subtract(a, -b);
        }
        if (a < 0) {
            return subtract(b, -a);
        }
        if (Math.max(a, b) > 9) {
            addColumns(a, b);
        }
        line(a + "+" + b + "=" + (a + b));
        return a + b;
    }

    long subtract(long a, long b) {
        if (b < 0) {
            return add(a, -b);
        }
        if (a < 0) {
            add(-a, b);
            line(a + "-" + b + "=" + (a - b));
        } else {
            if (!single(a, b)) {
                subtractColumns(Math.max(a, b), Math.min(a, b));
            }
            line(a + "-" + b + "=" + (a - b));
        }
        return a - b;
    }

    /** Partial products for the digits of the factor that has fewer, then their sum. */
    long multiply(long a, long b) {
        if (a < 0 || b < 0) {
            multiply(Math.abs(a), Math.abs(b));
            line(a + "*" + (b < 0 ? "(" + b + ")" : b) + "=" + a * b);
            return a * b;
        }
        if (digits(a) < digits(b)) {
            return multiply(b, a);
        }
        long sum = 0;
        long place = 1;
        for (long rest = b; rest > 0; rest /= 10, place *= 10) {
            long digit = rest % 10;
            if (digit > 0) {
                partial(a, digit, place);
                sum = sum == 0 ? a * digit * place : add(sum, a * digit * place);
            }
        }
        if (sum == 0 || digits(b) > 1) {
            line(a + "*" + b + "=" + a * b);
        }
        return a * b;
    }

    /** Long division; the last line is {@code a=b*q+r}, or {@code a/b=q} when nothing is left. */
    long divide(long a, long b) {
        String digits = Long.toString(a);
        if (a >= 10 * b && !Long.toString(b).matches("10+")) {
            long rest = 0;
            boolean begun = false;
            for (int i = 0; i < digits.length(); i++) {
                long part = rest * 10 + digits.charAt(i) - '0';
                rest = part % b;
                begun |= part >= b;
                if (begun) {
                    line(part + "=" + b + "*" + part / b + "+" + rest);
                }
            }
        }
        line(a % b == 0 ? a + "/" + b + "=" + a / b : a + "=" + b + "*" + a / b + "+" + a % b);
        return a / b;
    }

    /** Whether a difference is one step, as in 13-5=8. */
    private static boolean single(long a, long b) {
        return Math.min(a, b) < 10 && Math.abs(a - b) < 10;
    }

    private void addColumns(long a, long b) {
        long carry = 0;
        for (long x = a, y = b; x > 0 || y > 0; x /= 10, y /= 10) {
            String terms = terms("+", x > 0 ? x % 10 : -1, y > 0 ? y % 10 : -1, carry > 0 ? carry : -1);
            long sum = x % 10 + y % 10 + carry;
            if (terms.length() > 1) {
                line(terms + "=" + sum);
            }
            carry = sum / 10;
        }
    }

    private void subtractColumns(long a, long b) {
        long borrow = 0;
        for (long x = a, y = b; y > 0 || borrow > 0; x /= 10, y /= 10) {
            long top = x % 10 < y % 10 + borrow ? x % 10 + 10 : x % 10;
            String terms = terms("-", top, y > 0 ? y % 10 : -1, borrow > 0 ? borrow : -1);
            line(terms + "=" + (top - y % 10 - borrow));
            borrow = top > 9 ? 1 : 0;
        }
    }

    private void partial(long a, long digit, long place) {
        if (digit > 1 && a > 9) {
            long carry = 0;
            for (long x = a; x > 0; x /= 10) {
                long product = x % 10 * digit + carry;
                line(x % 10 + "*" + digit + (carry > 0 ? "+" + carry : "") + "=" + product);
                carry = product / 10;
            }
        }
        line(a + "*" + digit * place + "=" + a * digit * place);
    }

    /** The terms that are there (not negative). */
    private static String terms(String operator, long... terms) {
        var text = new ArrayList<String>();
        for (long term : terms) {
            if (term >= 0) {
                text.add(Long.toString(term));
            }
        }
        return String.join(operator, text);
    }

    /** How many digits are not zero. */
    private static long digits(long number) {
        return Long.toString(number).chars().filter(c -> c != '0').count();
    }
}
