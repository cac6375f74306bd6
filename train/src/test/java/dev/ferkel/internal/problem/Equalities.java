package dev.ferkel.internal.problem;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what a solution claims about numbers, such as {@code 4*8+1=33} or {@code 3>5: false}, and tells what is not so. */
final class Equalities {
    private static final Pattern CLAIM = Pattern.compile("[0-9+*/()-]+(?:[=<>][0-9+*/()-]+)+");
    private static final Pattern JUDGED = Pattern.compile("([0-9]+[<>][0-9]+): (true|false)");

    private int found;
    private final List<String> wrong = new ArrayList<>();

    private Equalities() {}

    static Equalities of(String solution) {
        var equalities = new Equalities();
        solution.lines().forEach(equalities::line);
        return equalities;
    }

    int found() {
        return found;
    }

    List<String> wrong() {
        return wrong;
    }

    private void line(String line) {
        Matcher judged = JUDGED.matcher(line);
        if (judged.matches()) {
            note(line, holds(judged.group(1)) == Boolean.parseBoolean(judged.group(2)));
            return;
        }
        for (String part : line.split("Try |[,.:] ?| \\(| ")) {
            if (CLAIM.matcher(part).matches()) {
                note(part, holds(part));
            }
        }
    }

    private void note(String claim, boolean holds) {
        found++;
        if (!holds) {
            wrong.add(claim);
        }
    }

    static boolean holds(String claim) {
        String[] sides = claim.split("[=<>]");
        int at = 0;
        for (int i = 0; i + 1 < sides.length; i++) {
            at += sides[i].length();
            int order = value(sides[i]).compareTo(value(sides[i + 1]));
            if (!(claim.charAt(at++) == '=' ? order == 0 : claim.charAt(at - 1) == '<' ? order < 0 : order > 0)) {
                return false;
            }
        }
        return true;
    }

    static Ratio value(String expression) {
        return new Reader(expression.replace(" ", "")).all();
    }

    /** A quotient, not reduced. */
    record Ratio(BigInteger over, BigInteger under) {
        int compareTo(Ratio other) {
            return over.multiply(other.under)
                            .subtract(other.over.multiply(under))
                            .signum()
                    * under.signum()
                    * other.under.signum();
        }
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Ratio all() {
            Ratio value = sum();
            if (at != text.length()) {
                throw new IllegalArgumentException(text);
            }
            return value;
        }

        private Ratio sum() {
            Ratio left = product();
            while (at < text.length() && "+-".indexOf(text.charAt(at)) >= 0) {
                boolean minus = text.charAt(at++) == '-';
                Ratio right = product();
                BigInteger term = right.over.multiply(left.under);
                BigInteger first = left.over.multiply(right.under);
                left = new Ratio(minus ? first.subtract(term) : first.add(term), left.under.multiply(right.under));
            }
            return left;
        }

        private Ratio product() {
            Ratio left = factor();
            while (at < text.length() && "*/".indexOf(text.charAt(at)) >= 0) {
                boolean times = text.charAt(at++) == '*';
                Ratio right = factor();
                left = times
                        ? new Ratio(left.over.multiply(right.over), left.under.multiply(right.under))
                        : new Ratio(left.over.multiply(right.under), left.under.multiply(right.over));
            }
            return left;
        }

        private Ratio factor() {
            if (text.charAt(at) == '-') {
                at++;
                Ratio value = factor();
                return new Ratio(value.over.negate(), value.under);
            }
            if (text.charAt(at) == '(') {
                at++;
                Ratio value = sum();
                at++;
                return value;
            }
            int start = at;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            return new Ratio(new BigInteger(text.substring(start, at)), BigInteger.ONE);
        }
    }
}
