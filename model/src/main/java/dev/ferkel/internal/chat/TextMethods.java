package dev.ferkel.internal.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The methods of Python's texts. */
@NullUnmarked // None is null here, in lists too, which the checker cannot follow through lambdas
final class TextMethods {
    private TextMethods() {}

    private static String textArgument(List<@Nullable Object> arguments, int i) {
        if (Methods.argument(arguments, i) instanceof String s) {
            return s;
        }
        throw new TemplateFailure("must be str, not " + Python.type(Methods.argument(arguments, i)));
    }

    static @Nullable Callable find(String s, String name, Budget budget) {
        return switch (name) {
            case "upper" -> (a, n) -> s.toUpperCase(Locale.ROOT);
            case "lower", "casefold" -> (a, n) -> s.toLowerCase(Locale.ROOT);
            case "title" -> (a, n) -> title(s);
            case "capitalize" -> (a, n) -> capitalize(s);
            case "swapcase" -> (a, n) -> swapped(s);
            case "strip" -> (a, n) -> Cutting.strip(s, a.isEmpty() ? null : a.getFirst(), true, true);
            case "lstrip" -> (a, n) -> Cutting.strip(s, a.isEmpty() ? null : a.getFirst(), true, false);
            case "rstrip" -> (a, n) -> Cutting.strip(s, a.isEmpty() ? null : a.getFirst(), false, true);
            case "startswith" -> (a, n) -> any(Methods.argument(a, 0), s::startsWith, budget);
            case "endswith" -> (a, n) -> any(Methods.argument(a, 0), s::endsWith, budget);
            case "removeprefix" ->
                (a, n) -> s.startsWith(textArgument(a, 0))
                        ? s.substring(textArgument(a, 0).length())
                        : s;
            case "removesuffix" ->
                (a, n) -> s.endsWith(textArgument(a, 0))
                        ? s.substring(0, s.length() - textArgument(a, 0).length())
                        : s;
            case "replace" ->
                (a, n) -> Cutting.replace(
                        s, textArgument(a, 0), textArgument(a, 1), a.size() > 2 ? Python.index(a.get(2)) : -1, budget);
            case "split" ->
                (a, n) -> Cutting.split(s, a.isEmpty() ? n.get("sep") : a.getFirst(), limit(a, n), false, budget);
            case "rsplit" ->
                (a, n) -> Cutting.split(s, a.isEmpty() ? n.get("sep") : a.getFirst(), limit(a, n), true, budget);
            case "splitlines" ->
                (a, n) -> new ArrayList<@Nullable Object>(s.lines().toList());
            case "partition" -> (a, n) -> partition(s, textArgument(a, 0), first(s, a, budget), true);
            case "rpartition" -> (a, n) -> partition(s, textArgument(a, 0), last(s, a, budget), false);
            case "join" -> (a, n) -> Cutting.join(s, texts(Python.iterate(Methods.argument(a, 0), budget)), budget);
            case "find" -> (a, n) -> position(s, first(s, a, budget));
            case "rfind" -> (a, n) -> position(s, last(s, a, budget));
            case "index" ->
                (a, n) -> {
                    int at = first(s, a, budget);
                    if (at < 0) {
                        throw new TemplateFailure("substring not found");
                    }
                    return position(s, at);
                };
            case "count" -> (a, n) -> count(s, textArgument(a, 0), budget);
            case "format" -> (a, n) -> Formatting.braces(s, a, n, budget);
            case "isdigit" -> (a, n) -> all(s, Character::isDigit);
            case "isdecimal", "isnumeric" -> (a, n) -> all(s, Character::isDigit);
            case "isalpha" -> (a, n) -> all(s, Character::isLetter);
            case "isalnum" -> (a, n) -> all(s, Character::isLetterOrDigit);
            case "isspace" -> (a, n) -> all(s, Cutting::space);
            case "isupper" -> (a, n) -> s.equals(s.toUpperCase(Locale.ROOT)) && !s.equals(s.toLowerCase(Locale.ROOT));
            case "islower" -> (a, n) -> s.equals(s.toLowerCase(Locale.ROOT)) && !s.equals(s.toUpperCase(Locale.ROOT));
            case "zfill" -> (a, n) -> pad(s, a, "0", missing -> missing, budget);
            case "ljust" -> (a, n) -> pad(s, a, fill(a), missing -> 0, budget);
            case "rjust" -> (a, n) -> pad(s, a, fill(a), missing -> missing, budget);
            case "center" ->
                (a, n) -> pad(
                        s, a, fill(a), missing -> missing / 2 + (missing & (missing + Python.length(s)) & 1), budget);
            default -> null;
        };
    }

    private static String fill(List<@Nullable Object> arguments) {
        return arguments.size() > 1 ? textArgument(arguments, 1) : " ";
    }

    /** @param before how many of the missing characters stand before the text */
    private static String pad(
            String s, List<@Nullable Object> arguments, String with, IntUnaryOperator before, Budget budget) {
        int missing = Math.max(0, Python.index(Methods.argument(arguments, 0)) - Python.length(s));
        budget.text((long) missing * with.length());
        int left = before.applyAsInt(missing);
        return with.repeat(left) + s + with.repeat(missing - left);
    }

    private static List<@Nullable Object> texts(List<@Nullable Object> items) {
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof String)) {
                throw new TemplateFailure(
                        "sequence item " + i + ": expected str instance, " + Python.type(items.get(i)) + " found");
            }
        }
        return items;
    }

    private static boolean all(String s, IntPredicate test) {
        return !s.isEmpty() && s.codePoints().allMatch(test);
    }

    private static Object position(String s, int at) {
        return Python.integer(at < 0 ? -1 : s.codePointCount(0, at));
    }

    private static int first(String s, List<@Nullable Object> arguments, Budget budget) {
        budget.search(s, textArgument(arguments, 0));
        return s.indexOf(textArgument(arguments, 0));
    }

    private static int last(String s, List<@Nullable Object> arguments, Budget budget) {
        budget.search(s, textArgument(arguments, 0));
        return s.lastIndexOf(textArgument(arguments, 0));
    }

    private static Object count(String s, String part, Budget budget) {
        budget.search(s, part);
        if (part.isEmpty()) {
            return Python.integer(Python.length(s) + 1);
        }
        int count = 0;
        for (int at = s.indexOf(part); at >= 0; at = s.indexOf(part, at + part.length())) {
            count++;
        }
        return Python.integer(count);
    }

    private static boolean any(@Nullable Object what, Predicate<String> test, Budget budget) {
        budget.read(what);
        return switch (what) {
            case String s -> test.test(s);
            case Tuple t -> t.stream().anyMatch(v -> v instanceof String && any(v, test, budget));
            case null -> throw new TemplateFailure("first arg must be str or a tuple of str, not " + Python.type(what));
            default -> throw new TemplateFailure("first arg must be str or a tuple of str, not " + Python.type(what));
        };
    }

    private static String swapped(String s) {
        var text = new StringBuilder();
        s.codePoints().forEach(c -> {
            var one = Character.toString(c);
            text.append(Character.isUpperCase(c) ? one.toLowerCase(Locale.ROOT) : one.toUpperCase(Locale.ROOT));
        });
        return text.toString();
    }

    /** The {@code title} method: a word begins after anything that is no letter. */
    private static String title(String s) {
        var text = new StringBuilder();
        boolean inside = false;
        for (int c : s.codePoints().toArray()) {
            text.append(inside ? Character.toString(Character.toLowerCase(c)) : first(c));
            inside = Character.isLetter(c);
        }
        return text.toString();
    }

    /** A letter at a word's beginning; some become two. */
    private static String first(int c) {
        int title = Character.toTitleCase(c);
        var upper = Character.toString(c).toUpperCase(Locale.ROOT);
        return title != c || upper.codePointCount(0, upper.length()) == 1
                ? Character.toString(title)
                : upper.substring(0, 1) + upper.substring(1).toLowerCase(Locale.ROOT);
    }

    /** The {@code title} filter: a word begins after space and some brackets only, and with a capital letter. */
    static String titleFilter(String s) {
        var text = new StringBuilder();
        boolean inside = false;
        for (int c : s.codePoints().toArray()) {
            var one = Character.toString(c);
            text.append(inside ? one.toLowerCase(Locale.ROOT) : one.toUpperCase(Locale.ROOT));
            inside = !(Cutting.space(c) || "-({[<".indexOf(c) >= 0);
        }
        return text.toString();
    }

    static String capitalize(String s) {
        if (s.isEmpty()) {
            return s;
        }
        int first = s.offsetByCodePoints(0, 1);
        return first(s.codePointAt(0)) + s.substring(first).toLowerCase(Locale.ROOT);
    }

    private static int limit(List<@Nullable Object> a, Map<String, @Nullable Object> n) {
        return a.size() > 1 ? Python.index(a.get(1)) : n.containsKey("maxsplit") ? Python.index(n.get("maxsplit")) : -1;
    }

    private static Tuple partition(String s, String by, int at, boolean left) {
        if (at < 0) {
            return left ? new Tuple(List.of(s, "", "")) : new Tuple(List.of("", "", s));
        }
        return new Tuple(List.of(s.substring(0, at), by, s.substring(at + by.length())));
    }
}
