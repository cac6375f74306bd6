package dev.ferkel.internal.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A mapping of a recipe, read key by key. What a value can't be, and keys that nobody asked for, are noted with their
 * place, all of them, instead of stopping at the first.
 */
final class RecipeNode {
    private final JsonNode node;
    private final String path;
    private final List<String> problems;
    private final Set<String> asked = new LinkedHashSet<>();

    RecipeNode(JsonNode node, String path, List<String> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
        if (!node.isObject() && !node.isMissingNode()) {
            problem("", "is %s, expected keys and values".formatted(kind(node)));
        }
    }

    private static String kind(JsonNode node) {
        return node.isArray() ? "a list" : node.isNull() ? "empty" : "'" + node.asString("") + "'";
    }

    /** Notes what is wrong with a value; an empty key is the mapping itself. */
    void problem(String key, String what) {
        problems.add(place(key) + ": " + what);
    }

    private String place(String key) {
        return key.isEmpty() ? (path.isEmpty() ? "the recipe" : path) : path.isEmpty() ? key : path + "." + key;
    }

    /** Whether a key has a value; {@code --set KEY=} takes it away. */
    boolean has(String key) {
        asked.add(key);
        return node.hasNonNull(key) && !node.path(key).isMissingNode();
    }

    JsonNode raw(String key) {
        asked.add(key);
        return node.path(key);
    }

    RecipeNode child(String key) {
        asked.add(key);
        var child = node.hasNonNull(key) ? node.path(key) : MissingNode.getInstance();
        return new RecipeNode(child, place(key), problems);
    }

    /** The mappings of a list. */
    List<RecipeNode> children(String key) {
        var list = raw(key);
        if (!list.isArray() && !list.isMissingNode()) {
            problem(key, "is %s, expected a list".formatted(kind(list)));
        }
        var children = new ArrayList<RecipeNode>();
        for (int i = 0; i < list.size(); i++) {
            children.add(new RecipeNode(list.path(i), place(key) + "." + i, problems));
        }
        return children;
    }

    Optional<String> text(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        var value = node.path(key);
        if (!value.isValueNode()) {
            problem(key, "is %s, expected a text".formatted(kind(value)));
            return Optional.empty();
        }
        return Optional.of(value.asString(""));
    }

    /** A file or folder that must be there, relative to the recipe's folder; empty, and noted, where it is not. */
    Optional<Path> present(String key, Path folder) {
        var path = text(key).filter(t -> !t.isEmpty()).map(folder::resolve).filter(Files::exists);
        if (path.isEmpty()) {
            problem(key, has(key) ? "is %s, which is not there".formatted(kind(node.path(key))) : "is missing");
        }
        return path;
    }

    /** The texts of a list; none where it is not there. */
    List<String> texts(String key) {
        var list = raw(key);
        var texts = new ArrayList<String>();
        if (!list.isArray() && !list.isMissingNode()) {
            problem(key, "is %s, expected a list".formatted(kind(list)));
        }
        for (var value : list) {
            if (!value.isString()) {
                problem(key, "has %s, expected texts".formatted(kind(value)));
            }
            texts.add(value.asString(""));
        }
        return List.copyOf(texts);
    }

    /** A text that must be there. */
    String needed(String key) {
        var value = text(key);
        if (value.isEmpty() && !has(key)) {
            problem(key, "is missing");
        }
        return value.orElse("");
    }

    /** One of an enum's constants, written small and with dashes. */
    <E extends Enum<E>> E choice(String key, E otherwise) {
        var value = text(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        var names = new ArrayList<String>();
        for (var constant : otherwise.getDeclaringClass().getEnumConstants()) {
            var name = constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
            if (name.equals(value.get())) {
                return constant;
            }
            names.add(name);
        }
        problem(key, "is '%s', expected %s".formatted(value.get(), String.join(", ", names)));
        return otherwise;
    }

    /** Yes or no; no where it is not there. */
    boolean flag(String key) {
        return flag(key, false);
    }

    /** The same, where it is {@code usual} when nothing is said. */
    boolean flag(String key, boolean usual) {
        if (!has(key)) {
            return usual;
        }
        var value = node.path(key);
        if (!value.isBoolean()) {
            problem(key, "is %s, expected true or false".formatted(kind(value)));
        }
        return value.asBoolean(false);
    }

    /** A whole number that must be there. */
    int count(String key, int low, int high) {
        if (!has(key)) {
            problem(key, "is missing");
            return low;
        }
        return count(key, low, high, low);
    }

    int count(String key, int low, int high, int otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        var value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < low || value.asInt() > high) {
            problem(key, "is %s, expected a whole number from %d to %d".formatted(kind(value), low, high));
            return otherwise;
        }
        return value.asInt();
    }

    double number(String key, double low, double high, double otherwise) {
        return has(key) ? number(node.path(key), key, low, high, otherwise) : otherwise;
    }

    private double number(JsonNode value, String key, double low, double high, double otherwise) {
        // YAML reads 1e-3 without a dot as a text
        double number = value.isNumber() ? value.asDouble() : value.isString() ? parsed(value.asString()) : Double.NaN;
        if (!(number >= low && number <= high)) {
            problem(key, "is %s, expected a number from %s to %s".formatted(kind(value), low, high));
            return otherwise;
        }
        return number;
    }

    private static double parsed(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Numbers of a list, as many as {@code otherwise} has. */
    double[] numbers(String key, double low, double high, double... otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        var list = node.path(key);
        if (!list.isArray() || list.size() != otherwise.length) {
            problem(key, "is %s, expected %d numbers".formatted(kind(list), otherwise.length));
            return otherwise;
        }
        var values = otherwise.clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = number(list.path(i), key + "." + i, low, high, otherwise[i]);
        }
        return values;
    }

    /** Notes the keys that nobody asked for. */
    void end() {
        for (var entry : node.properties()) {
            if (!asked.contains(entry.getKey())) {
                problem(entry.getKey(), "is no key here, expected " + String.join(", ", asked));
            }
        }
    }
}
