package dev.ferkel.cli;

import java.util.Locale;

/** Numbers for people. */
final class Quantity {
    private Quantity() {}

    /** Such as 134.5M or 671.0B. */
    static String count(long n) {
        return n < 10_000 ? grouped(n) : scaled(n, 1000, new String[] {"", "K", "M", "B", "T"});
    }

    /** Such as 96.1 MB, in powers of 1000. */
    static String bytes(long n) {
        return n < 1000 ? n + " bytes" : scaled(n, 1000, new String[] {" bytes", " KB", " MB", " GB", " TB"});
    }

    /** With commas. */
    static String grouped(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    private static String scaled(double n, int step, String[] units) {
        int unit = 0;
        double value = n;
        while (value >= 999.95 && unit + 1 < units.length) {
            value /= step;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f", value) + units[unit];
    }
}
