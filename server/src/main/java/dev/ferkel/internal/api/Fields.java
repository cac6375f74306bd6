package dev.ferkel.internal.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JSON object of a request, read field by field; what a field can't be is told with its place. Null is as good as none. */
final class Fields {
    private static final int MAX_DEPTH = 256;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode node;
    private final String path;

    private Fields(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /** @throws ApiException if the body is no JSON object in UTF-8 */
    static Fields parse(byte[] body) {
        JsonNode node;
        try {
            node = JSON.readTree(body);
        } catch (JacksonException e) {
            throw ApiException.invalid(
                    "the body is no JSON: %s",
                    e.getOriginalMessage().lines().findFirst().orElse(""));
        }
        if (!node.isObject()) {
            throw ApiException.invalid("the body is %s, expected a JSON object", kind(node));
        }
        return new Fields(node, "");
    }

    private static String kind(JsonNode node) {
        return node.isMissingNode()
                ? "empty"
                : "a JSON " + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }

    String path(String name) {
        return path + name;
    }

    JsonNode node() {
        return node;
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** The value as it is; missing where there is none. */
    JsonNode get(String name) {
        var value = node.path(name);
        return value.isNull() ? tools.jackson.databind.node.MissingNode.getInstance() : value;
    }

    private ApiException wrong(String name, String expected) {
        var value = get(name);
        return value.isMissingNode()
                ? ApiException.badType(path(name), "missing field '%s', expected %s", path(name), expected)
                : ApiException.badType(path(name), "'%s' is %s, expected %s", path(name), kind(value), expected);
    }

    String string(String name) {
        if (!get(name).isString()) {
            throw wrong(name, "a string");
        }
        return get(name).asString();
    }

    String string(String name, String otherwise) {
        return has(name) ? string(name) : otherwise;
    }

    boolean bool(String name, boolean otherwise) {
        if (has(name) && !get(name).isBoolean()) {
            throw wrong(name, "true or false");
        }
        return has(name) ? get(name).asBoolean() : otherwise;
    }

    OptionalDouble number(String name, double low, double high) {
        if (!has(name)) {
            return OptionalDouble.empty();
        }
        if (!get(name).isNumber()) {
            throw wrong(name, "a number");
        }
        double value = get(name).asDouble();
        if (!(value >= low && value <= high)) {
            throw ApiException.badValue(
                    path(name),
                    "Invalid %s value, the valid range of %s is [%s, %s]",
                    path(name),
                    path(name),
                    low,
                    high);
        }
        return OptionalDouble.of(value);
    }

    int integer(String name, int low, int high, int otherwise) {
        return (int) whole(name, low, high, otherwise);
    }

    long whole(String name, long low, long high, long otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        if (!get(name).isIntegralNumber()) {
            throw wrong(name, "a whole number");
        }
        if (!get(name).canConvertToLong()
                || get(name).asLong() < low
                || get(name).asLong() > high) {
            throw ApiException.badValue(
                    path(name),
                    "Invalid %s value, the valid range of %s is [%d, %d]",
                    path(name),
                    path(name),
                    low,
                    high);
        }
        return get(name).asLong();
    }

    Optional<Fields> object(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!get(name).isObject()) {
            throw wrong(name, "an object");
        }
        return Optional.of(new Fields(get(name), path(name) + "."));
    }

    /** Objects of an array; none where it is missing. */
    List<Fields> objects(String name, int most) {
        var list = new ArrayList<Fields>();
        if (has(name)) {
            if (!get(name).isArray()) {
                throw wrong(name, "an array");
            }
            if (get(name).size() > most) {
                throw ApiException.badValue(
                        path(name),
                        "'%s' has %d elements, expected at most %d",
                        path(name),
                        get(name).size(),
                        most);
            }
            for (int i = 0; i < get(name).size(); i++) {
                var element = get(name).get(i);
                var at = path(name) + "[" + i + "]";
                if (!element.isObject()) {
                    throw ApiException.badType(at, "'%s' is %s, expected an object", at, kind(element));
                }
                list.add(new Fields(element, at + "."));
            }
        }
        return list;
    }

    /** A string, or an array of them. */
    List<String> strings(String name, int most) {
        if (!has(name)) {
            return List.of();
        }
        var value = get(name);
        if (value.isString()) {
            return List.of(value.asString());
        }
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isString)) {
            throw wrong(name, "a string or an array of strings");
        }
        if (value.size() > most) {
            throw ApiException.badValue(
                    path(name), "'%s' has %d elements, expected at most %d", path(name), value.size(), most);
        }
        return value.valueStream().map(JsonNode::asString).toList();
    }
}
