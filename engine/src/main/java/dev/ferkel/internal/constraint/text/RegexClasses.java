package dev.ferkel.internal.constraint.text;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sets of code points that patterns have names for. */
final class RegexClasses {
    static final CharSet DIGIT = CharSet.range('0', '9');
    static final CharSet WORD =
            DIGIT.or(CharSet.range('a', 'z')).or(CharSet.range('A', 'Z')).or(CharSet.of('_'));
    /** ECMA-262's WhiteSpace and LineTerminator. */
    static final CharSet SPACE = CharSet.of("\t\n\u000b\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff")
            .or(CharSet.range(0x2000, 0x200a));

    static final CharSet DOT = CharSet.of("\n\r\u2028\u2029").not();

    /** General categories by the codes of {@link Character#getType(int)}. */
    private static final Map<String, Integer> CATEGORIES = Map.ofEntries(
            Map.entry("Lu", 1),
            Map.entry("Ll", 2),
            Map.entry("Lt", 3),
            Map.entry("Lm", 4),
            Map.entry("Lo", 5),
            Map.entry("Mn", 6),
            Map.entry("Me", 7),
            Map.entry("Mc", 8),
            Map.entry("Nd", 9),
            Map.entry("Nl", 10),
            Map.entry("No", 11),
            Map.entry("Zs", 12),
            Map.entry("Zl", 13),
            Map.entry("Zp", 14),
            Map.entry("Cc", 15),
            Map.entry("Cf", 16),
            Map.entry("Co", 18),
            Map.entry("Pd", 20),
            Map.entry("Ps", 21),
            Map.entry("Pe", 22),
            Map.entry("Pc", 23),
            Map.entry("Po", 24),
            Map.entry("Sm", 25),
            Map.entry("Sc", 26),
            Map.entry("Sk", 27),
            Map.entry("So", 28),
            Map.entry("Pi", 29),
            Map.entry("Pf", 30));

    private static final Map<String, String> LONG_NAMES = Map.ofEntries(
            Map.entry("Letter", "L"),
            Map.entry("Uppercase_Letter", "Lu"),
            Map.entry("Lowercase_Letter", "Ll"),
            Map.entry("Mark", "M"),
            Map.entry("Number", "N"),
            Map.entry("Decimal_Number", "Nd"),
            Map.entry("Punctuation", "P"),
            Map.entry("Symbol", "S"),
            Map.entry("Separator", "Z"));

    private static final Set<String> PREFIXES =
            Set.of("Script=", "sc=", "Script_Extensions=", "General_Category=", "gc=");

    private static final Map<String, Optional<CharSet>> KNOWN = new ConcurrentHashMap<>();

    private RegexClasses() {}

    /** The set of a general category or a script; empty if there is no such. */
    static Optional<CharSet> property(String name) {
        var known = KNOWN.getOrDefault(name, Optional.empty());
        if (known.isEmpty() && name.length() <= 60) {
            known = find(name);
            if (known.isPresent()) {
                KNOWN.put(name, known);
            }
        }
        return known;
    }

    private static Optional<CharSet> find(String name) {
        for (var prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                return find(name.substring(prefix.length()));
            }
        }
        if (name.equals("Any")) {
            return Optional.of(CharSet.ANY);
        }
        var shortName = LONG_NAMES.getOrDefault(name, name);
        int types = 0;
        for (var category : CATEGORIES.entrySet()) {
            if (category.getKey().equals(shortName)
                    || shortName.length() == 1 && category.getKey().startsWith(shortName)) {
                types |= 1 << category.getValue();
            }
        }
        if (types != 0) {
            int wanted = types;
            return Optional.of(CharSet.where(c -> (wanted >> Character.getType(c) & 1) != 0));
        }
        if (name.equals("Alphabetic")) {
            return Optional.of(CharSet.where(Character::isAlphabetic));
        }
        try {
            var script = Character.UnicodeScript.forName(name);
            return Optional.of(CharSet.where(c -> Character.UnicodeScript.of(c) == script));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
