package dev.ferkel.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers for people. */
final class Quantity {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([kmgt]?)(i?b)?");

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|)");

    private Quantity() {}

    /** Reads a flag such as 512M or 2G, in powers of 1024. */
    static final class Bytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            var parts = SIZE.matcher(text.toLowerCase(Locale.ROOT));
            if (parts.matches()) {
                int power = "kmgt".indexOf(parts.group(2)) + (parts.group(2).isEmpty() ? 0 : 1);
                double bytes = Long.parseLong(parts.group(1)) * Math.pow(1024, power);
                if (bytes >= 1 && bytes <= Long.MAX_VALUE / 2) {
                    return (long) bytes;
                }
            }
            throw new TypeConversionException("'" + text + "' is no amount of memory, expected such as 512M or 2G");
        }
    }

    /** Reads a flag such as 500ms, 30s, 10m or 2h; a bare number is seconds. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            var parts = TIME.matcher(text.toLowerCase(Locale.ROOT));
            if (!parts.matches()) {
                throw new TypeConversionException("'" + text + "' is no time, expected such as 500ms, 30s, 10m or 2h");
            }
            long number = Long.parseLong(parts.group(1));
            return switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofSeconds(number);
            };
        }
    }

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
