package dev.ferkel.chat;

import java.util.ArrayList;
import java.util.Collection;
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
            case String s -> {
                var method = text(s, name, budget);
                yield method == null ? null : charged(method, s, budget);
            }
            case Map<?, ?> map -> map(map, name, budget);
            case List<?> list -> list(list, name, budget);
            case null -> null;
            default -> null;
        };
    }

    private static Callable charged(Callable method, String s, Budget budget) {
        return (a, n) -> {
            budget.read(s.length());
            return method.call(a, n);
        };
    }

    private static @Nullable Callable map(Map<?, ?> map, String name, Budget budget) {
        return switch (name) {
            case "items" -> (a, n) -> items(map, budget);
            case "keys" -> (a, n) -> copy(map.keySet(), budget);
            case "values" -> (a, n) -> copy(map.values(), budget);
            case "copy" -> (a, n) -> map;
            case "get" ->
                (a, n) -> {
                    var key = Python.key(argument(a, 0), budget);
                    return map.containsKey(key) ? map.get(key) : a.size() > 1 ? a.get(1) : null;
                };
            default -> null;
        };
    }

    private static List<@Nullable Object> copy(Collection<?> values, Budget budget) {
        budget.list(values.size());
        return new ArrayList<>(values);
    }

    static List<@Nullable Object> items(Map<?, ?> map, Budget budget) {
        budget.list(4L * map.size());
        var items = new ArrayList<@Nullable Object>();
        map.forEach((k, v) -> {
            var pair = new ArrayList<@Nullable Object>();
            pair.add(k);
            pair.add(v);
            items.add(new Tuple(pair));
        });
        return items;
    }

    private static @Nullable Callable list(List<?> list, String name, Budget budget) {
        return switch (name) {
            case "index" ->
                (a, n) -> {
                    for (int i = 0; i < list.size(); i++) {
                        if (Python.equal(list.get(i), argument(a, 0), budget)) {
                            return Python.integer(i);
                        }
                    }
                    throw new TemplateFailure(Python.repr(argument(a, 0), budget) + " is not in list");
                };
            case "count" ->
                (a, n) -> Python.integer(list.stream()
                        .filter(v -> Python.equal(v, argument(a, 0), budget))
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
            case "upper" -> (a, n) -> made(s.toUpperCase(Locale.ROOT), budget);
            case "lower", "casefold" -> (a, n) -> made(s.toLowerCase(Locale.ROOT), budget);
            case "title" -> (a, n) -> made(Texts.title(s, true), budget);
            case "capitalize" -> (a, n) -> made(Texts.capitalize(s), budget);
            case "swapcase" ->
                (a, n) -> made(
                        s.codePoints()
                                .map(c ->
                                        Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                                .toString(),
                        budget);
            case "strip" -> (a, n) -> strip(s, a, true, true, budget);
            case "lstrip" -> (a, n) -> strip(s, a, true, false, budget);
            case "rstrip" -> (a, n) -> strip(s, a, false, true, budget);
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
                (a, n) -> Texts.replace(
                        s, textArgument(a, 0), textArgument(a, 1), a.size() > 2 ? Python.index(a.get(2)) : -1, budget);
            case "split" -> (a, n) -> split(s, separator(a, n), limit(a, n), false, budget);
            case "rsplit" -> (a, n) -> split(s, separator(a, n), limit(a, n), true, budget);
            case "splitlines" -> (a, n) -> lines(s, budget);
            case "partition" ->
                (a, n) -> partition(s, textArgument(a, 0), Texts.search(s, textArgument(a, 0), 0, budget), true);
            case "rpartition" ->
                (a, n) -> partition(s, textArgument(a, 0), Texts.searchBack(s, textArgument(a, 0), budget), false);
            case "join" -> (a, n) -> Texts.join(s, Python.iterate(argument(a, 0), budget), budget);
            case "find" -> (a, n) -> position(s, Texts.search(s, textArgument(a, 0), 0, budget));
            case "rfind" -> (a, n) -> position(s, Texts.searchBack(s, textArgument(a, 0), budget));
            case "index" ->
                (a, n) -> {
                    int at = Texts.search(s, textArgument(a, 0), 0, budget);
                    if (at < 0) {
                        throw new TemplateFailure("substring not found");
                    }
                    return position(s, at);
                };
            case "count" -> (a, n) -> Python.integer(Texts.count(s, textArgument(a, 0), budget));
            case "format" -> (a, n) -> Formatting.braces(s, a, n, budget);
            case "isdigit" -> (a, n) -> all(s, Character::isDigit);
            case "isdecimal", "isnumeric" -> (a, n) -> all(s, Character::isDigit);
            case "isalpha" -> (a, n) -> all(s, Character::isLetter);
            case "isalnum" -> (a, n) -> all(s, Character::isLetterOrDigit);
            case "isspace" -> (a, n) -> all(s, Character::isWhitespace);
            case "isupper" -> (a, n) -> s.equals(s.toUpperCase(Locale.ROOT)) && !s.equals(s.toLowerCase(Locale.ROOT));
            case "islower" -> (a, n) -> s.equals(s.toLowerCase(Locale.ROOT)) && !s.equals(s.toUpperCase(Locale.ROOT));
            case "zfill" -> (a, n) -> Texts.pad(s, Python.index(argument(a, 0)), "0", true, budget);
            case "ljust" ->
                (a, n) -> Texts.pad(
                        s, Python.index(argument(a, 0)), a.size() > 1 ? textArgument(a, 1) : " ", false, budget);
            case "rjust" ->
                (a, n) -> Texts.pad(
                        s, Python.index(argument(a, 0)), a.size() > 1 ? textArgument(a, 1) : " ", true, budget);
            default -> null;
        };
    }

    private static String made(String text, Budget budget) {
        budget.text(text.length());
        return text;
    }

    private static String strip(
            String s, List<@Nullable Object> arguments, boolean left, boolean right, Budget budget) {
        var set = arguments.isEmpty() || arguments.getFirst() == null ? null : textArgument(arguments, 0);
        return made(Texts.strip(s, set, left, right, budget), budget);
    }

    private static List<@Nullable Object> lines(String s, Budget budget) {
        budget.text(s.length());
        budget.list(s.chars().filter(c -> c == '\n' || c == '\r').count());
        return new ArrayList<>(s.lines().toList());
    }

    private static boolean all(String s, IntPredicate test) {
        return !s.isEmpty() && s.codePoints().allMatch(test);
    }

    private static Object position(String s, int at) {
        return Python.integer(at < 0 ? -1 : s.codePointCount(0, at));
    }

    private static boolean any(@Nullable Object what, java.util.function.Predicate<String> test) {
        return switch (what) {
            case String s -> test.test(s);
            case Tuple t -> t.stream().anyMatch(v -> v instanceof String s && test.test(s));
            case null -> throw new TemplateFailure("first arg must be str or a tuple of str, not " + Python.type(what));
            default -> throw new TemplateFailure("first arg must be str or a tuple of str, not " + Python.type(what));
        };
    }

    private static @Nullable Object separator(List<@Nullable Object> a, Map<String, @Nullable Object> n) {
        return a.isEmpty() ? n.get("sep") : a.getFirst();
    }

    private static int limit(List<@Nullable Object> a, Map<String, @Nullable Object> n) {
        return a.size() > 1 ? Python.index(a.get(1)) : n.containsKey("maxsplit") ? Python.index(n.get("maxsplit")) : -1;
    }

    private static Object split(String s, @Nullable Object separator, int limit, boolean right, Budget budget) {
        if (separator == null) {
            return right ? Texts.wordsBack(s, limit, budget) : Texts.words(s, limit, budget);
        }
        if (!(separator instanceof String by) || by.isEmpty()) {
            throw new TemplateFailure("empty separator");
        }
        return right ? Texts.splitBack(s, by, limit, budget) : Texts.split(s, by, limit, budget);
    }

    private static Tuple partition(String s, String by, int at, boolean left) {
        if (at < 0) {
            return left ? new Tuple(List.of(s, "", "")) : new Tuple(List.of("", "", s));
        }
        return new Tuple(List.of(s.substring(0, at), by, s.substring(at + by.length())));
    }
}
