package dev.ferkel.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The methods of Python's texts, dicts and lists that don't change them. */
@NullUnmarked // None is null here, in lists too, which the checker cannot follow through lambdas
final class Methods {
    private Methods() {}

    static @Nullable Callable find(@Nullable Object v, String name, Budget budget) {
        return switch (v) {
            case String s -> text(s, name, budget);
            case Map<?, ?> map -> map(map, name);
            case List<?> list -> list(list, name);
            case null -> null;
            default -> null;
        };
    }

    private static @Nullable Callable map(Map<?, ?> map, String name) {
        return switch (name) {
            case "items" -> (a, n) -> items(map);
            case "keys" -> (a, n) -> new ArrayList<@Nullable Object>(map.keySet());
            case "values" -> (a, n) -> new ArrayList<@Nullable Object>(map.values());
            case "copy" -> (a, n) -> map;
            case "get" ->
                (a, n) -> map.containsKey(argument(a, 0)) ? map.get(argument(a, 0)) : a.size() > 1 ? a.get(1) : null;
            default -> null;
        };
    }

    static List<@Nullable Object> items(Map<?, ?> map) {
        var items = new ArrayList<@Nullable Object>();
        map.forEach((k, v) -> {
            var pair = new ArrayList<@Nullable Object>();
            pair.add(k);
            pair.add(v);
            items.add(new Tuple(pair));
        });
        return items;
    }

    private static @Nullable Callable list(List<?> list, String name) {
        return switch (name) {
            case "index" ->
                (a, n) -> {
                    for (int i = 0; i < list.size(); i++) {
                        if (Python.equal(list.get(i), argument(a, 0))) {
                            return Python.integer(i);
                        }
                    }
                    throw new TemplateFailure(Python.repr(argument(a, 0)) + " is not in list");
                };
            case "count" ->
                (a, n) -> Python.integer(list.stream()
                        .filter(v -> Python.equal(v, argument(a, 0)))
                        .count());
            case "copy" -> (a, n) -> list;
            default -> null;
        };
    }

    private static @Nullable Object argument(List<@Nullable Object> arguments, int i) {
        if (i >= arguments.size()) {
            throw new TemplateFailure("expected at least " + (i + 1) + " argument, got " + arguments.size());
        }
        return arguments.get(i);
    }

    private static String textArgument(List<@Nullable Object> arguments, int i) {
        if (argument(arguments, i) instanceof String s) {
            return s;
        }
        throw new TemplateFailure("must be str, not " + Python.type(argument(arguments, i)));
    }

    private static @Nullable Callable text(String s, String name, Budget budget) {
        return switch (name) {
            case "upper" -> (a, n) -> s.toUpperCase(Locale.ROOT);
            case "lower", "casefold" -> (a, n) -> s.toLowerCase(Locale.ROOT);
            case "title" -> (a, n) -> title(s, true);
            case "capitalize" -> (a, n) -> capitalize(s);
            case "swapcase" ->
                (a, n) -> s.codePoints()
                        .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case "strip" -> (a, n) -> strip(s, a, true, true);
            case "lstrip" -> (a, n) -> strip(s, a, true, false);
            case "rstrip" -> (a, n) -> strip(s, a, false, true);
            case "startswith" -> (a, n) -> any(argument(a, 0), s::startsWith);
            case "endswith" -> (a, n) -> any(argument(a, 0), s::endsWith);
            case "removeprefix" ->
                (a, n) -> s.startsWith(textArgument(a, 0))
                        ? s.substring(textArgument(a, 0).length())
                        : s;
            case "removesuffix" ->
                (a, n) -> s.endsWith(textArgument(a, 0))
                        ? s.substring(0, s.length() - textArgument(a, 0).length())
                        : s;
            case "replace" ->
                (a, n) -> replace(
                        s, textArgument(a, 0), textArgument(a, 1), a.size() > 2 ? Python.index(a.get(2)) : -1, budget);
            case "split" -> (a, n) -> split(s, separator(a, n), limit(a, n), false, budget);
            case "rsplit" -> (a, n) -> split(s, separator(a, n), limit(a, n), true, budget);
            case "splitlines" ->
                (a, n) -> new ArrayList<@Nullable Object>(s.lines().toList());
            case "partition" -> (a, n) -> partition(s, textArgument(a, 0), s.indexOf(textArgument(a, 0)), true);
            case "rpartition" -> (a, n) -> partition(s, textArgument(a, 0), s.lastIndexOf(textArgument(a, 0)), false);
            case "join" -> (a, n) -> join(s, Python.iterate(argument(a, 0), budget), budget);
            case "find" -> (a, n) -> position(s, s.indexOf(textArgument(a, 0)));
            case "rfind" -> (a, n) -> position(s, s.lastIndexOf(textArgument(a, 0)));
            case "index" ->
                (a, n) -> {
                    int at = s.indexOf(textArgument(a, 0));
                    if (at < 0) {
                        throw new TemplateFailure("substring not found");
                    }
                    return position(s, at);
                };
            case "count" -> (a, n) -> count(s, textArgument(a, 0));
            case "format" ->
                (a, n) -> {
                    var text = Formatting.braces(s, a, n);
                    budget.size(text.length());
                    return text;
                };
            case "isdigit" -> (a, n) -> all(s, Character::isDigit);
            case "isdecimal", "isnumeric" -> (a, n) -> all(s, Character::isDigit);
            case "isalpha" -> (a, n) -> all(s, Character::isLetter);
            case "isalnum" -> (a, n) -> all(s, Character::isLetterOrDigit);
            case "isspace" -> (a, n) -> all(s, Character::isWhitespace);
            case "isupper" -> (a, n) -> s.equals(s.toUpperCase(Locale.ROOT)) && !s.equals(s.toLowerCase(Locale.ROOT));
            case "islower" -> (a, n) -> s.equals(s.toLowerCase(Locale.ROOT)) && !s.equals(s.toUpperCase(Locale.ROOT));
            case "zfill" -> (a, n) -> pad(s, Python.index(argument(a, 0)), "0", true, budget);
            case "ljust" ->
                (a, n) -> pad(s, Python.index(argument(a, 0)), a.size() > 1 ? textArgument(a, 1) : " ", false, budget);
            case "rjust" ->
                (a, n) -> pad(s, Python.index(argument(a, 0)), a.size() > 1 ? textArgument(a, 1) : " ", true, budget);
            default -> null;
        };
    }

    private static String pad(String s, int width, String with, boolean left, Budget budget) {
        int missing = Math.max(0, width - Python.length(s));
        budget.size((long) missing * with.length());
        return left ? with.repeat(missing) + s : s + with.repeat(missing);
    }

    private static boolean all(String s, IntPredicate test) {
        return !s.isEmpty() && s.codePoints().allMatch(test);
    }

    private static Object position(String s, int at) {
        return Python.integer(at < 0 ? -1 : s.codePointCount(0, at));
    }

    private static Object count(String s, String part) {
        if (part.isEmpty()) {
            return Python.integer(Python.length(s) + 1);
        }
        int count = 0;
        for (int at = s.indexOf(part); at >= 0; at = s.indexOf(part, at + part.length())) {
            count++;
        }
        return Python.integer(count);
    }

    private static boolean any(@Nullable Object what, java.util.function.Predicate<String> test) {
        return switch (what) {
            case String s -> test.test(s);
            case Tuple t -> t.stream().anyMatch(v -> v instanceof String s && test.test(s));
            case null -> throw new TemplateFailure("first arg must be str or a tuple of str, not " + Python.type(what));
            default -> throw new TemplateFailure("first arg must be str or a tuple of str, not " + Python.type(what));
        };
    }

    /** Python's words begin after anything that is no letter; Jinja's filter only after space and some brackets. */
    static String title(String s, boolean afterAnything) {
        var text = new StringBuilder();
        boolean inside = false;
        for (int c : s.codePoints().toArray()) {
            text.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inside = afterAnything ? Character.isLetter(c) : !(Character.isWhitespace(c) || "-({[<".indexOf(c) >= 0);
        }
        return text.toString();
    }

    static String capitalize(String s) {
        if (s.isEmpty()) {
            return s;
        }
        int first = s.offsetByCodePoints(0, 1);
        return s.substring(0, first).toUpperCase(Locale.ROOT)
                + s.substring(first).toLowerCase(Locale.ROOT);
    }

    static String strip(String s, List<@Nullable Object> arguments, boolean left, boolean right) {
        var given = arguments.isEmpty() ? null : arguments.getFirst();
        var set = given instanceof String chars ? chars : null;
        int from = 0;
        int to = s.length();
        while (left && from < to && stripped(s.codePointAt(from), set)) {
            from = s.offsetByCodePoints(from, 1);
        }
        while (right && to > from && stripped(s.codePointBefore(to), set)) {
            to = s.offsetByCodePoints(to, -1);
        }
        return s.substring(from, to);
    }

    private static boolean stripped(int c, @Nullable String set) {
        return set == null ? Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85 : set.indexOf(c) >= 0;
    }

    static String replace(String s, String from, String to, int most, Budget budget) {
        var text = new StringBuilder();
        int at = 0;
        for (int n = 0; n != most; n++) {
            int found = s.indexOf(from, at + (from.isEmpty() && n > 0 ? 1 : 0));
            if (found < 0 || found > s.length()) {
                break;
            }
            text.append(s, at, found).append(to);
            at = found + from.length();
            if (text.length() > 1 << 20) {
                budget.size(text.length());
            }
            if (from.isEmpty() && found >= s.length()) {
                break;
            }
        }
        budget.size(text.length() + s.length());
        return text.append(s, at, s.length()).toString();
    }

    private static @Nullable Object separator(List<@Nullable Object> a, Map<String, @Nullable Object> n) {
        return a.isEmpty() ? n.get("sep") : a.getFirst();
    }

    private static int limit(List<@Nullable Object> a, Map<String, @Nullable Object> n) {
        return a.size() > 1 ? Python.index(a.get(1)) : n.containsKey("maxsplit") ? Python.index(n.get("maxsplit")) : -1;
    }

    private static Object split(String s, @Nullable Object separator, int limit, boolean right, Budget budget) {
        var parts = new ArrayList<@Nullable Object>();
        budget.size(s.length());
        if (separator == null) {
            return spaces(s, limit, right);
        }
        if (!(separator instanceof String by) || by.isEmpty()) {
            throw new TemplateFailure("empty separator");
        }
        var rest = s;
        while (limit < 0 || parts.size() < limit) {
            int at = right ? rest.lastIndexOf(by) : rest.indexOf(by);
            if (at < 0) {
                break;
            }
            budget.step();
            if (right) {
                parts.addFirst(rest.substring(at + by.length()));
                rest = rest.substring(0, at);
            } else {
                parts.add(rest.substring(0, at));
                rest = rest.substring(at + by.length());
            }
            budget.size(rest.length() / 16);
        }
        if (right) {
            parts.addFirst(rest);
        } else {
            parts.add(rest);
        }
        return parts;
    }

    private static Object spaces(String s, int limit, boolean right) {
        var words = new ArrayList<@Nullable Object>();
        var text = strip(s, List.of(), true, true);
        var all = text.isEmpty() ? new String[0] : text.split("\\s+");
        if (limit < 0 || all.length <= limit + 1) {
            words.addAll(List.of(all));
            return words;
        }
        var parts = right ? null : text.split("\\s+", limit + 1);
        if (parts != null) {
            words.addAll(List.of(parts));
            return words;
        }
        var rest = text;
        for (int i = 0; i < limit; i++) {
            var word = all[all.length - 1 - i];
            words.addFirst(word);
            rest = strip(rest.substring(0, rest.length() - word.length()), List.of(), false, true);
        }
        words.addFirst(rest);
        return words;
    }

    private static Tuple partition(String s, String by, int at, boolean left) {
        if (at < 0) {
            return left ? new Tuple(List.of(s, "", "")) : new Tuple(List.of("", "", s));
        }
        return new Tuple(List.of(s.substring(0, at), by, s.substring(at + by.length())));
    }

    static String join(String by, List<@Nullable Object> items, Budget budget) {
        var text = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            text.append(i == 0 ? "" : by).append(Python.str(items.get(i)));
            if ((i & 1023) == 0) {
                budget.size(text.length());
            }
        }
        budget.size(text.length());
        return text.toString();
    }
}
