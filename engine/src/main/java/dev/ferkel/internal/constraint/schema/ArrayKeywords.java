package dev.ferkel.internal.constraint.schema;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Keywords about arrays. */
final class ArrayKeywords {
    private final SchemaCompiler compiler;
    private final Formulas all;

    ArrayKeywords(SchemaCompiler compiler) {
        this.compiler = compiler;
        this.all = compiler.all;
    }

    void add(JsonNode node, String pointer, List<Formula> parts) {
        var asked = new ArrayList<Formula>();
        items(node, pointer, asked);
        int most = Integer.MAX_VALUE;
        if (node.has("minItems")) {
            asked.add(AtLeast.of(all, Kind.ARRAY, SchemaCompiler.count(node, "minItems", pointer)));
        }
        if (node.has("maxItems")) {
            most = SchemaCompiler.count(node, "maxItems", pointer);
            asked.add(all.not(AtLeast.of(all, Kind.ARRAY, most + 1)));
        }
        if (node.path("uniqueItems").isBoolean() && node.path("uniqueItems").asBoolean() && most > 1) {
            asked.add(Unique.of(all, compiler::constant, List.of()));
        }
        contains(node, pointer, asked);
        if (!asked.isEmpty()) {
            parts.add(compiler.ifIs(Kind.ARRAY, all.and(asked)));
        }
    }

    private void items(JsonNode node, String pointer, List<Formula> asked) {
        boolean listed = node.path("items").isArray();
        var firstName = listed ? "items" : "prefixItems";
        var restName = listed ? "additionalItems" : "items";
        var first = new ArrayList<Sub>();
        int i = 0;
        for (var item : node.path(firstName)) {
            first.add(compiler.sub(item, pointer + "/" + firstName + "/" + i++));
        }
        if (!first.isEmpty() || node.has(restName)) {
            var rest = node.has(restName)
                    ? compiler.sub(node.path(restName), pointer + "/" + restName)
                    : Sub.of(all.yes());
            asked.add(Items.of(all, first, rest));
        }
    }

    private void contains(JsonNode node, String pointer, List<Formula> asked) {
        if (!node.has("contains")) {
            return;
        }
        var item = compiler.sub(node.path("contains"), pointer + "/contains");
        int least = node.has("minContains") ? SchemaCompiler.count(node, "minContains", pointer) : 1;
        asked.add(Contains.of(all, item, least));
        if (node.has("maxContains")) {
            asked.add(all.not(Contains.of(all, item, 1 + SchemaCompiler.count(node, "maxContains", pointer))));
        }
    }

    Formula constant(JsonNode value) {
        var first = new ArrayList<Sub>();
        value.forEach(item -> first.add(Sub.of(compiler.constant(item))));
        return all.and(Items.of(all, first, Sub.of(all.no())), AtLeast.of(all, Kind.ARRAY, first.size()));
    }
}
