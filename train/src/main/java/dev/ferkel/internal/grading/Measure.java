package dev.ferkel.internal.grading;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A unit's dimension and its size in that dimension's base. */
record Measure(String dimension, Rational factor) {
    static final Measure RATIO = new Measure("ratio", Rational.of(1));

    private static final Map<String, Measure> UNITS = new HashMap<>();

    static {
        put("length", 1, 1000, "mm", "millimeter", "millimetre");
        put("length", 1, 100, "cm", "centimeter", "centimetre");
        put("length", 1, 10, "dm");
        put("length", 1, 1, "m", "meter", "metre");
        put("length", 1000, 1, "km", "kilometer", "kilometre");
        put("area", 1, 10_000, "squarecentimeter", "cm^2", "cm2");
        put("area", 1, 1, "squaremeter", "squaremetre", "m^2", "m2");
        put("area", 1_000_000, 1, "squarekilometer", "km^2", "km2");
        put("mass", 1, 1_000_000, "mg", "milligram");
        put("mass", 1, 1000, "g", "gram");
        put("mass", 1, 1, "kg", "kilogram");
        put("mass", 1000, 1, "t", "ton", "tonne");
        put("volume", 1, 1000, "ml", "milliliter", "millilitre");
        put("volume", 1, 1, "l", "liter", "litre");
        put("time", 1, 1, "s", "sec", "second");
        put("time", 60, 1, "min", "minute");
        put("time", 3600, 1, "h", "hr", "hour");
        put("time", 86_400, 1, "day");
        put("time", 604_800, 1, "week");
        put("euro", 1, 100, "cent");
        put("euro", 1, 1, "euro", "eur");
        put("dollar", 1, 1, "dollar", "usd");
        put("ratio", 1, 100, "%", "percent");
    }

    static Optional<Measure> of(String unit) {
        return Optional.ofNullable(UNITS.get(unit));
    }

    private static void put(String dimension, long over, long under, String... names) {
        var measure = new Measure(dimension, new Rational(BigInteger.valueOf(over), BigInteger.valueOf(under)));
        for (String name : names) {
            UNITS.put(name, measure);
            if (name.length() > 2 && Character.isLetter(name.charAt(name.length() - 1))) {
                UNITS.put(name + "s", measure);
            }
        }
    }
}
