package dev.ferkel.internal.constraint.schema;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.text.Numbers;
import dev.ferkel.internal.constraint.text.Regex;
import dev.ferkel.internal.constraint.text.Regexes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Keywords about a value's type, about constants, strings and numbers. */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
final class ScalarKeywords {
    private final SchemaCompiler compiler;
    private final Formulas all;
    private final Regexes regexes;
    private final Numbers numbers;

    ScalarKeywords(SchemaCompiler compiler) {
        this.compiler = compiler;
        this.all = compiler.all;
        this.regexes = compiler.values.regexes;
        this.numbers = compiler.values.numbers;
    }

    void add(JsonNode node, String pointer, List<Formula> parts) {
        if (node.has("type")) {
            parts.add(types(node, pointer));
        }
        if (node.has("const")) {
            parts.add(compiler.constant(node.path("const")));
        }
        if (node.has("enum")) {
            if (!node.path("enum").isArray()) {
                throw SchemaCompiler.wrong(pointer, "'enum' is no array");
            }
            parts.add(compiler.constants(node.path("enum")));
        }
        var text = text(node, pointer);
        if (text != regexes.any()) {
            parts.add(compiler.ifIs(Kind.STRING, TextIn.of(all, text)));
        }
        var numeric = new ArrayList<Formula>();
        numeric(node, pointer, numeric);
        if (!numeric.isEmpty()) {
            parts.add(compiler.ifIs(Kind.NUMBER, all.and(numeric)));
        }
    }

    private Formula types(JsonNode node, String pointer) {
        var type = node.path("type");
        var options = new ArrayList<Formula>();
        for (var name : type.isArray() ? type : List.of(type)) {
            options.add(name.isObject() ? compiler.schema(name, pointer + "/type") : type(name.asString(""), pointer));
        }
        if (node.path("nullable").isBoolean() && node.path("nullable").asBoolean()) {
            options.add(compiler.is(Kind.NULL));
        }
        return all.or(options);
    }

    private Formula type(String name, String pointer) {
        return switch (name) {
            case "null" -> compiler.is(Kind.NULL);
            case "boolean" -> all.or(compiler.is(Kind.TRUE), compiler.is(Kind.FALSE));
            case "number" -> compiler.is(Kind.NUMBER);
            case "integer" -> NumberIn.of(all, numbers.whole(), false);
            case "string" -> compiler.is(Kind.STRING);
            case "object" -> compiler.is(Kind.OBJECT);
            case "array" -> compiler.is(Kind.ARRAY);
            case "any" -> all.yes();
            default -> throw SchemaCompiler.wrong(pointer, "'type' is '" + name + "', which no value is of");
        };
    }

    private Regex text(JsonNode node, String pointer) {
        var parts = new ArrayList<Regex>();
        if (node.has("minLength") || node.has("maxLength")) {
            int least = node.has("minLength") ? SchemaCompiler.count(node, "minLength", pointer) : 0;
            int most = node.has("maxLength") ? SchemaCompiler.count(node, "maxLength", pointer) : Regexes.INFINITE;
            parts.add(most != Regexes.INFINITE && most < least ? regexes.none() : regexes.length(least, most));
        }
        if (node.path("pattern").isString()) {
            parts.add(pattern(node.path("pattern").asString(), pointer + "/pattern"));
        }
        if (node.path("format").isString()) {
            compiler.values.formats.find(node.path("format").asString()).ifPresent(parts::add);
        }
        return regexes.and(parts);
    }

    Regex pattern(String pattern, String pointer) {
        try {
            return compiler.values.patterns.found(pattern);
        } catch (FerkelException e) {
            throw SchemaCompiler.wrong(pointer, String.valueOf(e.getMessage()));
        }
    }

    private void numeric(JsonNode node, String pointer, List<Formula> parts) {
        boolean lowOpen = node.path("exclusiveMinimum").isBoolean()
                && node.path("exclusiveMinimum").asBoolean();
        boolean highOpen = node.path("exclusiveMaximum").isBoolean()
                && node.path("exclusiveMaximum").asBoolean();
        bound(node, "minimum", pointer, lowOpen ? numbers::greater : numbers::atLeast, parts);
        bound(node, "maximum", pointer, highOpen ? numbers::less : numbers::atMost, parts);
        if (!node.path("exclusiveMinimum").isBoolean()) {
            bound(node, "exclusiveMinimum", pointer, numbers::greater, parts);
        }
        if (!node.path("exclusiveMaximum").isBoolean()) {
            bound(node, "exclusiveMaximum", pointer, numbers::less, parts);
        }
        if (node.has("multipleOf")) {
            var divisor = decimal(node, "multipleOf", pointer);
            var language = divisor.signum() > 0 ? numbers.multiples(divisor) : Optional.<Regex>empty();
            parts.add(NumberIn.of(
                    all,
                    language.orElseThrow(() -> SchemaCompiler.unsupported(pointer, "multipleOf: " + divisor)),
                    true));
        }
    }

    private void bound(
            JsonNode node, String name, String pointer, Function<BigDecimal, Regex> language, List<Formula> parts) {
        if (node.has(name)) {
            parts.add(NumberIn.of(all, language.apply(decimal(node, name, pointer)), false));
        }
    }

    private static BigDecimal decimal(JsonNode node, String name, String pointer) {
        var value = node.path(name);
        if (!value.isNumber() || !Numbers.isReasonable(value.decimalValue())) {
            throw SchemaCompiler.wrong(pointer, "'" + name + "' is no number of a reasonable size");
        }
        return value.decimalValue();
    }

    Formula number(BigDecimal value) {
        if (!Numbers.isReasonable(value)) {
            throw FerkelException.of("a schema's constant is no number of a reasonable size");
        }
        return NumberIn.of(all, numbers.equal(value), false);
    }
}
