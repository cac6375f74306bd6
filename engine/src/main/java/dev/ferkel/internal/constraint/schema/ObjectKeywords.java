package dev.ferkel.internal.constraint.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Keywords about objects. */
final class ObjectKeywords {
    private static final List<String> DEPENDENCIES = List.of("dependencies", "dependentRequired", "dependentSchemas");

    private final SchemaCompiler compiler;
    private final Formulas all;

    ObjectKeywords(SchemaCompiler compiler) {
        this.compiler = compiler;
        this.all = compiler.all;
    }

    void add(JsonNode node, String pointer, List<Formula> parts) {
        var asked = new ArrayList<Formula>();
        if (node.has("properties") || node.has("patternProperties") || node.has("additionalProperties")) {
            asked.add(members(node, pointer));
        }
        if (node.path("required").isArray()) {
            node.path("required").forEach(name -> asked.add(Has.of(all, name.asString(""))));
        }
        if (node.has("minProperties")) {
            asked.add(AtLeast.of(all, Kind.OBJECT, SchemaCompiler.count(node, "minProperties", pointer)));
        }
        if (node.has("maxProperties")) {
            asked.add(all.not(AtLeast.of(all, Kind.OBJECT, 1 + SchemaCompiler.count(node, "maxProperties", pointer))));
        }
        if (node.has("propertyNames")) {
            asked.add(names(node.path("propertyNames"), pointer + "/propertyNames"));
        }
        for (var keyword : DEPENDENCIES) {
            for (var property : node.path(keyword).properties()) {
                asked.add(all.or(
                        all.not(Has.of(all, property.getKey())),
                        dependency(property.getValue(), pointer + "/" + keyword + "/" + property.getKey())));
            }
        }
        if (!asked.isEmpty()) {
            parts.add(compiler.ifIs(Kind.OBJECT, all.and(asked)));
        }
    }

    private Formula dependency(JsonNode on, String pointer) {
        if (on.isString()) {
            return Has.of(all, on.asString());
        }
        if (!on.isArray()) {
            return compiler.schema(on, pointer);
        }
        var names = new ArrayList<Formula>();
        on.forEach(name -> names.add(Has.of(all, name.asString(""))));
        return all.and(names);
    }

    private Formula members(JsonNode node, String pointer) {
        Map<String, Sub> names = new LinkedHashMap<>();
        for (var property : node.path("properties").properties()) {
            names.put(
                    property.getKey(), compiler.sub(property.getValue(), pointer + "/properties/" + property.getKey()));
        }
        var patterns = new ArrayList<Members.Pattern>();
        for (var property : node.path("patternProperties").properties()) {
            var at = pointer + "/patternProperties/" + property.getKey();
            patterns.add(new Members.Pattern(
                    compiler.scalars.pattern(property.getKey(), at), compiler.sub(property.getValue(), at)));
        }
        var others = node.has("additionalProperties")
                ? compiler.sub(node.path("additionalProperties"), pointer + "/additionalProperties")
                : Sub.of(all.yes());
        return new Members(all, names, patterns, others);
    }

    private Formula names(JsonNode schema, String pointer) {
        var name = compiler.schema(schema, pointer).restrict(Kind.STRING);
        var wrong = compiler.values.regexes.not(compiler.values.language(name));
        var pattern = new Members.Pattern(wrong, Sub.of(all.no()));
        return new Members(all, Map.of(), List.of(pattern), Sub.of(all.yes()));
    }

    Formula constant(JsonNode value) {
        Map<String, Sub> names = new LinkedHashMap<>();
        var parts = new ArrayList<Formula>();
        for (var property : value.properties()) {
            names.put(property.getKey(), Sub.of(compiler.constant(property.getValue())));
            parts.add(Has.of(all, property.getKey()));
        }
        parts.add(new Members(all, names, List.of(), Sub.of(all.no())));
        return all.and(parts);
    }
}
