package dev.ferkel.internal.constraint;

import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** The ways JSON is usually written. */
enum JsonStyle {
    COMPACT(",", ":"),
    SPACED(", ", ": "),
    INDENTED(",\n", ": ");

    private final String comma;
    private final String colon;

    JsonStyle(String comma, String colon) {
        this.comma = comma;
        this.colon = colon;
    }

    byte[] write(JsonNode node) {
        var out = new StringBuilder();
        write(node, 1, out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(JsonNode node, int depth, StringBuilder out) {
        if (!node.isContainer() || node.isEmpty()) {
            out.append(
                    node.isNumber() && !node.isIntegralNumber()
                            ? node.decimalValue().toPlainString()
                            : node);
            return;
        }
        out.append(node.isObject() ? '{' : '[');
        line(depth, out);
        var separator = "";
        for (var entry : node.isObject() ? List.copyOf(node.propertyNames()) : List.<String>of()) {
            out.append(separator);
            indent(separator, depth, out);
            out.append(StringNode.valueOf(entry)).append(colon);
            write(node.path(entry), depth + 1, out);
            separator = comma;
        }
        for (var item : node.isArray() ? node : List.<JsonNode>of()) {
            out.append(separator);
            indent(separator, depth, out);
            write(item, depth + 1, out);
            separator = comma;
        }
        line(depth - 1, out);
        out.append(node.isObject() ? '}' : ']');
    }

    private void line(int depth, StringBuilder out) {
        if (this == INDENTED) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    private void indent(String separator, int depth, StringBuilder out) {
        if (this == INDENTED && !separator.isEmpty()) {
            out.append("  ".repeat(depth));
        }
    }
}
