package dev.ferkel.internal.constraint.schema;

import dev.ferkel.error.FerkelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * From a JSON Schema (drafts 4 to 2020-12) to a formula. Keywords that say nothing of what may come are left aside;
 * what can't be enforced is refused by name.
 */
final class SchemaCompiler {
    private static final int DEEPEST = 300;
    private static final Set<String> REFUSED =
            Set.of("unevaluatedProperties", "unevaluatedItems", "$recursiveRef", "extends", "disallow", "divisibleBy");

    final Values values;
    final Formulas all;
    final boolean old;
    private final References references;
    private final IdentityHashMap<JsonNode, Formula> known = new IdentityHashMap<>();
    private final IdentityHashMap<JsonNode, Sub> subs = new IdentityHashMap<>();
    private final Set<JsonNode> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Sub> waiting = new ArrayDeque<>();
    final ScalarKeywords scalars;
    private final ObjectKeywords objects;
    private final ArrayKeywords arrays;
    private int depth;

    SchemaCompiler(Values values, JsonNode root) {
        this.values = values;
        this.all = values.formulas;
        this.references = new References(root);
        var draft = root.path("$schema").asString("");
        this.old = draft.contains("draft-03")
                || draft.contains("draft-04")
                || draft.contains("draft-06")
                || draft.contains("draft-07");
        this.scalars = new ScalarKeywords(this);
        this.objects = new ObjectKeywords(this);
        this.arrays = new ArrayKeywords(this);
    }

    Formula compile(JsonNode root) {
        var formula = schema(root, "#");
        while (!waiting.isEmpty()) {
            waiting.poll().formula();
        }
        return formula;
    }

    static FerkelException wrong(String pointer, String what) {
        return FerkelException.of("schema at '%s': %s", pointer, what);
    }

    static FerkelException unsupported(String pointer, String keyword) {
        return wrong(pointer, "'" + keyword + "' is not supported");
    }

    /** The same later, so that schemas may lead back to themselves. */
    Sub sub(JsonNode node, String pointer) {
        var sub = subs.get(node);
        if (sub == null || node.isBoolean()) {
            sub = new Sub(() -> schema(node, pointer));
            subs.put(node, sub);
            waiting.add(sub);
        }
        return sub;
    }

    Formula schema(JsonNode node, String pointer) {
        if (node.isBoolean()) {
            return all.of(node.asBoolean());
        }
        if (!node.isObject()) {
            throw wrong(pointer, "expected an object or a boolean, found " + node.getNodeType());
        }
        var formula = known.get(node);
        if (formula == null) {
            if (!open.add(node)) {
                throw wrong(pointer, "'$ref' leads back to itself");
            }
            if (++depth > DEEPEST) {
                throw wrong(pointer, "nested more than " + DEEPEST + " deep");
            }
            formula = all.and(keywords(node, pointer));
            depth--;
            open.remove(node);
            known.put(node, formula);
        }
        return formula;
    }

    private List<Formula> keywords(JsonNode node, String pointer) {
        for (var name : REFUSED) {
            boolean empty = node.path(name).isObject() && node.path(name).isEmpty();
            if (node.has(name) && !empty && !isTrue(node.path(name))) {
                throw unsupported(pointer, name);
            }
        }
        var parts = new ArrayList<Formula>();
        for (var name : List.of("$ref", "$dynamicRef")) {
            if (node.path(name).isString()) {
                parts.add(schema(references.find(node, node.path(name).asString(), pointer), pointer + "/" + name));
                if (old) {
                    return parts;
                }
            }
        }
        scalars.add(node, pointer, parts);
        objects.add(node, pointer, parts);
        arrays.add(node, pointer, parts);
        joined(node, pointer, parts);
        return parts;
    }

    private static boolean isTrue(JsonNode node) {
        return node.isBoolean() && node.asBoolean();
    }

    private void joined(JsonNode node, String pointer, List<Formula> parts) {
        if (node.has("allOf")) {
            parts.add(all.and(list(node, "allOf", pointer)));
        }
        if (node.has("anyOf")) {
            parts.add(all.or(list(node, "anyOf", pointer)));
        }
        if (node.has("oneOf")) {
            parts.add(all.one(list(node, "oneOf", pointer)));
        }
        if (node.has("not")) {
            parts.add(all.not(schema(node.path("not"), pointer + "/not")));
        }
        if (node.has("if")) {
            var condition = schema(node.path("if"), pointer + "/if");
            if (node.has("then")) {
                parts.add(all.or(all.not(condition), schema(node.path("then"), pointer + "/then")));
            }
            if (node.has("else")) {
                parts.add(all.or(condition, schema(node.path("else"), pointer + "/else")));
            }
        }
    }

    private List<Formula> list(JsonNode node, String name, String pointer) {
        var list = node.path(name);
        if (!list.isArray()) {
            throw wrong(pointer, "'" + name + "' is no array");
        }
        var formulas = new ArrayList<Formula>();
        int i = 0;
        for (var part : list) {
            formulas.add(schema(part, pointer + "/" + name + "/" + i++));
        }
        return formulas;
    }

    Formula is(Kind kind) {
        return KindIs.of(all, kind);
    }

    /** Asked only of values of one kind. */
    Formula ifIs(Kind kind, Formula then) {
        return all.or(all.not(is(kind)), then);
    }

    /** A number of members or items. */
    static int count(JsonNode node, String name, String pointer) {
        var value = node.path(name);
        if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() != Math.rint(value.asDouble())) {
            throw wrong(pointer, "'" + name + "' is no whole number from 0 on");
        }
        return (int) Math.min(value.asDouble(), Integer.MAX_VALUE - 2);
    }

    /** The value itself and nothing else. */
    Formula constant(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> is(Kind.NULL);
            case BOOLEAN -> is(value.asBoolean() ? Kind.TRUE : Kind.FALSE);
            case STRING -> TextIn.of(all, values.regexes.words(List.of(value.asString())));
            case NUMBER -> scalars.number(value.decimalValue());
            case OBJECT -> objects.constant(value);
            case ARRAY -> arrays.constant(value);
            default -> throw FerkelException.of("a schema has a value that is no JSON: %s", value);
        };
    }

    /** One of the values. */
    Formula constants(JsonNode list) {
        var words = new ArrayList<String>();
        var parts = new ArrayList<Formula>();
        var seen = new HashSet<JsonNode>();
        for (var value : list) {
            if (value.isString()) {
                words.add(value.asString());
            } else if (seen.add(value)) {
                parts.add(constant(value));
            }
        }
        if (!words.isEmpty()) {
            parts.add(TextIn.of(all, values.regexes.words(words)));
        }
        return all.or(parts);
    }
}
