package dev.ferkel.internal.problem;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Putting numbers and words in order. */
final class Sorting {
    private Sorting() {}

    static Draft ascending(Draw draw) {
        return sort(draw, "ascending", "Smallest first", numbers(draw), n -> n, true);
    }

    static Draft descending(Draw draw) {
        return sort(draw, "descending", "Largest first", numbers(draw), n -> n, false);
    }

    static Draft lastDigit(Draw draw) {
        return sort(
                draw,
                "lastdigit",
                "Smallest last digit first",
                distinctKeys(draw, () -> numbers(draw), n -> n % 10),
                n -> n % 10,
                true);
    }

    static Draft alphabetical(Draw draw) {
        return sort(draw, "alphabetical", "By the alphabet", words(draw), w -> w, true);
    }

    static Draft wordLength(Draw draw) {
        return sort(
                draw,
                "wordlength",
                "Shortest first",
                distinctKeys(draw, () -> words(draw), String::length),
                String::length,
                true);
    }

    private static List<Integer> numbers(Draw draw) {
        int high = draw.byLevel(20, 99, 500, 999, 9999, 99_999);
        return draw.distinct(draw.byLevel(3, 4, 5, 6, 7, 8), 1, high);
    }

    private static List<String> words(Draw draw) {
        return draw.shuffled(draw.outside() ? Words.NEW_WORDS : Words.WORDS).subList(0, draw.byLevel(3, 4, 5, 6, 7, 8));
    }

    /** The first so many items of all draws that differ in the key. */
    private static <T, K> List<T> distinctKeys(Draw draw, Supplier<List<T>> items, Function<T, K> key) {
        int count = Math.min(draw.byLevel(3, 3, 4, 5, 5, 6), 6);
        var seen = new HashSet<K>();
        var kept = new ArrayList<T>();
        for (int i = 0; i < 100 && kept.size() < count; i++) {
            for (T item : items.get()) {
                if (kept.size() < count && seen.add(key.apply(item))) {
                    kept.add(item);
                }
            }
        }
        return kept;
    }

    private static <T extends Comparable<T>, K extends Comparable<K>> Draft sort(
            Draw draw, String form, String goal, List<T> items, Function<T, K> key, boolean up) {
        Comparator<T> order =
                up ? Comparator.comparing(key) : Comparator.comparing(key).reversed();
        List<T> sorted = items.stream().sorted(order).toList();
        List<T> shown = draw.shuffled(items);
        var steps = new Work().line(goal);
        var left = new ArrayList<>(shown);
        for (T item : sorted) {
            steps.line(Lists.spaces(left) + ": " + item);
            left.remove(item);
        }
        return Draft.of(
                form,
                Lists.spaces(items.stream().sorted().toList()),
                Map.of("list", Lists.commas(shown)),
                Lists.commas(sorted),
                steps,
                search(draw, new Work().line(goal), sorted, key, up));
    }

    /** Orders with neighbours exchanged, then the right one; the check goes through the neighbours. */
    private static <T, K extends Comparable<K>> Work search(
            Draw draw, Work search, List<T> sorted, Function<T, K> key, boolean up) {
        var guess = new ArrayList<>(sorted);
        int at = draw.between(0, guess.size() - 2);
        Collections.swap(guess, at, at + 1);
        check(search, guess, key, up);
        check(search, sorted, key, up);
        return search.good();
    }

    private static <T, K extends Comparable<K>> void check(Work search, List<T> guess, Function<T, K> key, boolean up) {
        search.line("Try " + Lists.spaces(guess) + ":");
        for (int i = 1; i < guess.size(); i++) {
            K a = key.apply(guess.get(i - 1));
            K b = key.apply(guess.get(i));
            boolean less = a.compareTo(b) < 0;
            search.then((i > 1 ? ", " : " ") + a + (less ? "<" : ">") + b);
            if (less != up) {
                search.then(". Go back.");
                return;
            }
        }
    }
}
