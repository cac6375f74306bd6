package dev.ferkel.internal.problem;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Lists as text. */
final class Lists {
    private Lists() {}

    /** {@code 3, 5, 9}. */
    static String commas(Collection<?> list) {
        return list.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    static String spaces(Collection<?> list) {
        return list.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    /** {@code 3, 5 and 9}. */
    static String and(List<?> list) {
        return commas(list.subList(0, list.size() - 1)) + " and " + list.getLast();
    }

    /** In order, for operands whose order does not matter. */
    static String sorted(List<Integer> list) {
        return spaces(list.stream().sorted().toList());
    }

    static Map<String, String> slots(String expression, List<Integer> operands) {
        return Map.of("expression", expression, "list", and(operands));
    }
}
