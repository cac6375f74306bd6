package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.text.Regex;
import dev.ferkel.internal.constraint.text.RegexParser;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The formats of JSON Schema as patterns (RFC 3339, 3986, 4122, 5321, 6901, 1123). Others say nothing. */
final class Formats {
    private static final String DAY = "(0[1-9]|[12][0-9]|3[01])";
    private static final String DATE = "([0-9]{4}-(((0[13578]|1[02])-" + DAY
            + ")|((0[469]|11)-(0[1-9]|[12][0-9]|30))|(02-(0[1-9]|1[0-9]|2[0-8])))"
            + "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[048]|[2468][048]|[13579][26])00)-02-29)";
    private static final String CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?";
    private static final String ZONE = "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String IPV4 = BYTE + "(\\." + BYTE + "){3}";
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final String HOST = LABEL + "(\\." + LABEL + ")*";
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final String H = "[0-9A-Fa-f]{1,4}";
    private static final String TAIL = "(" + H + ":" + H + "|" + IPV4 + ")";
    private static final String IPV6 = "((" + H + ":){6}" + TAIL
            + "|::(" + H + ":){5}" + TAIL
            + "|(" + H + ")?::(" + H + ":){4}" + TAIL
            + "|((" + H + ":){0,1}" + H + ")?::(" + H + ":){3}" + TAIL
            + "|((" + H + ":){0,2}" + H + ")?::(" + H + ":){2}" + TAIL
            + "|((" + H + ":){0,3}" + H + ")?::" + H + ":" + TAIL
            + "|((" + H + ":){0,4}" + H + ")?::" + TAIL
            + "|((" + H + ":){0,5}" + H + ")?::" + H
            + "|((" + H + ":){0,6}" + H + ")?::)";
    private static final String WIDE = "\\u00a0-\\ud7ff\\uf900-\\ufffd";

    private static final Map<String, String> PATTERNS = Map.ofEntries(
            Map.entry("date", DATE),
            Map.entry("time", CLOCK + ZONE),
            Map.entry("date-time", DATE + "[Tt]" + CLOCK + ZONE),
            Map.entry(
                    "duration",
                    "P([0-9]+W|([0-9]+Y([0-9]+M([0-9]+D)?)?|[0-9]+M([0-9]+D)?|[0-9]+D)(T([0-9]+H([0-9]+M([0-9]+S)?)?|[0-9]+M([0-9]+S)?|[0-9]+S))?|T([0-9]+H([0-9]+M([0-9]+S)?)?|[0-9]+M([0-9]+S)?|[0-9]+S))"),
            Map.entry("ipv4", IPV4),
            Map.entry("ipv6", IPV6),
            Map.entry("hostname", HOST),
            Map.entry("email", ATOM + "(\\." + ATOM + ")*@(" + HOST + "|\\[" + IPV4 + "\\]|\\[IPv6:" + IPV6 + "\\])"),
            Map.entry("uuid", "[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"),
            Map.entry("uri", uri("", true)),
            Map.entry("uri-reference", uri("", false)),
            Map.entry("iri", uri(WIDE, true)),
            Map.entry("iri-reference", uri(WIDE, false)),
            Map.entry("json-pointer", "(/([^~/]|~[01])*)*"),
            Map.entry("relative-json-pointer", "(0|[1-9][0-9]*)(#|(/([^~/]|~[01])*)*)"));

    private final RegexParser parser;
    private final Map<String, Optional<Regex>> known = new HashMap<>();

    Formats(RegexParser parser) {
        this.parser = parser;
    }

    private static String uri(String wide, boolean absolute) {
        var escaped = "%[0-9A-Fa-f]{2}";
        var letters = "A-Za-z0-9._~!$&'()*+,;=" + wide + "-";
        var segment = "([:@" + letters + "]|" + escaped + ")";
        var user = "(([:" + letters + "]|" + escaped + ")*@)?";
        var host = "(\\[(" + IPV6 + "|[vV][0-9A-Fa-f]+\\.[:" + letters + "]+)\\]|([" + letters + "]|" + escaped + ")*)";
        var authority = "//" + user + host + "(:[0-9]*)?(/" + segment + "*)*";
        var path = "/(" + segment + "+(/" + segment + "*)*)?";
        var rootless = segment + "+(/" + segment + "*)*";
        var relative = "([@" + letters + "]|" + escaped + ")+(/" + segment + "*)*";
        var end = "(\\?([/?:@" + letters + "]|" + escaped + ")*)?(#([/?:@" + letters + "]|" + escaped + ")*)?";
        var whole = "[A-Za-z][A-Za-z0-9+.-]*:(" + authority + "|" + path + "|" + rootless + ")?" + end;
        return absolute ? whole : "(" + whole + "|(" + authority + "|" + path + "|" + relative + ")?" + end + ")";
    }

    Optional<Regex> find(String format) {
        return known.computeIfAbsent(
                format, name -> Optional.ofNullable(PATTERNS.get(name)).map(parser::whole));
    }
}
