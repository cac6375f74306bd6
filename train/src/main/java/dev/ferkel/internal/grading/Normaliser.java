package dev.ferkel.internal.grading;

import java.util.Locale;
import java.util.regex.Pattern;

/** Takes away how an answer is set: LaTeX's wrappers and spaces, dollars, case, a full stop at the end. */
final class Normaliser {
    private static final Pattern WRAPPER =
            Pattern.compile("\\\\(?:text|textbf|mathrm|mathbf|mbox|operatorname)\\s*+\\{([^{}]*+)\\}");
    private static final Pattern NOTHING =
            Pattern.compile("\\\\(?:left|right|displaystyle|[,;:!()\\[\\]])|\\\\?\\$|\u20ac"
                    + "|\\^\\s*+\\{?\\s*+\\\\circ\\s*+\\}?|\\\\degrees?|\u00b0");
    private static final Pattern SPACES = Pattern.compile("\\\\ |\\\\quad|~|\\s++");
    private static final Pattern LOOSE = Pattern.compile("(?<![\\w.]) | (?![\\w.])");
    private static final Pattern EXPONENT = Pattern.compile("\\^ ?\\{ ?(\\w+) ?\\}");
    private static final Pattern NAME = Pattern.compile("^[a-z] ?= ?");

    private Normaliser() {}

    static String normalise(String answer) {
        String text = answer;
        for (int i = 0; i < 3; i++) {
            text = WRAPPER.matcher(text).replaceAll(" $1 ");
        }
        text = NOTHING.matcher(text).replaceAll("");
        text = text.replace("\\dfrac", "\\frac")
                .replace("\\tfrac", "\\frac")
                .replace("\\times", "*")
                .replace("\\cdot", "*")
                .replace("\\div", "/")
                .replace("\\%", "%")
                .replace("\\{", "{")
                .replace("\\}", "}")
                .replace("{,}", ",")
                .replace('\u00d7', '*')
                .replace('\u00f7', '/')
                .replace('\u2212', '-');
        text = SPACES.matcher(text).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
        text = text.endsWith(".") ? text.substring(0, text.length() - 1).strip() : text;
        return words(EXPONENT.matcher(text).replaceAll("^$1"));
    }

    private static String words(String text) {
        return switch (text) {
            case "yes" -> "true";
            case "no" -> "false";
            default -> text.replace(" remainder ", ", ").replace(" r ", ", ").replace(" is a ", " ");
        };
    }

    /** Without the spaces that part nothing. */
    static String tight(String text) {
        return LOOSE.matcher(text).replaceAll("");
    }

    /** Without {@code x =} before it. */
    static String unnamed(String text) {
        return NAME.matcher(text).replaceFirst("");
    }
}
