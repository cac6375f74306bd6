package dev.ferkel.internal.constraint.schema;

import dev.ferkel.error.FerkelException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Finds what {@code $ref} names within one document: by pointer, anchor or {@code $id}. */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
final class References {
    private static final int NODES = 500_000;
    private static final int DEEPEST = 500;

    private final JsonNode root;
    private final Map<String, JsonNode> known = new HashMap<>();
    private final IdentityHashMap<JsonNode, String> bases = new IdentityHashMap<>();
    private int nodes;

    References(JsonNode root) {
        this.root = root;
        index(root, "", 0);
        known.putIfAbsent("", root);
    }

    private void index(JsonNode node, String base, int depth) {
        if (depth > DEEPEST || nodes++ > NODES) {
            throw FerkelException.of(
                    "the schema has more than %d values or is nested more than %d deep", NODES, DEEPEST);
        }
        var inner = base;
        if (node.isObject()) {
            for (var key : new String[] {"$id", "id"}) {
                var id = node.path(key);
                if (id.isString()) {
                    var full = resolve(base, id.asString());
                    known.putIfAbsent(full, node);
                    if (!full.contains("#") || full.endsWith("#")) {
                        inner = withoutFragment(full);
                        known.putIfAbsent(inner, node);
                    }
                    break;
                }
            }
            for (var key : new String[] {"$anchor", "$dynamicAnchor"}) {
                if (node.path(key).isString()) {
                    known.putIfAbsent(inner + "#" + node.path(key).asString(), node);
                }
            }
            bases.put(node, inner);
        }
        for (var child : node) {
            index(child, inner, depth + 1);
        }
    }

    private static String withoutFragment(String uri) {
        int hash = uri.indexOf('#');
        return hash < 0 ? uri : uri.substring(0, hash);
    }

    private static String resolve(String base, String reference) {
        if (reference.startsWith("#")) {
            return withoutFragment(base) + reference;
        }
        try {
            return base.isEmpty()
                    ? reference
                    : URI.create(base).resolve(reference).toString();
        } catch (IllegalArgumentException e) {
            return reference;
        }
    }

    /**
     * What a reference in {@code from} leads to.
     *
     * @param pointer of the reference, for errors
     */
    JsonNode find(JsonNode from, String reference, String pointer) {
        var full = resolve(bases.getOrDefault(from, ""), reference);
        var whole = known.get(full);
        if (whole != null) {
            return whole;
        }
        int hash = full.indexOf('#');
        var document = known.get(hash < 0 ? full : full.substring(0, hash));
        var fragment = hash < 0 ? "" : full.substring(hash + 1);
        if (document == null && reference.startsWith("#")) {
            document = root;
        }
        if (document != null) {
            var found = at(document, fragment);
            if (found.isMissingNode() && document != root && reference.startsWith("#")) {
                found = at(root, fragment);
            }
            if (!found.isMissingNode()) {
                return found;
            }
        }
        throw FerkelException.of("schema at '%s': '$ref' to '%s', which is not in the schema", pointer, reference);
    }

    private static JsonNode at(JsonNode document, String fragment) {
        var node = document;
        if (!fragment.isEmpty() && !fragment.startsWith("/")) {
            return MissingNode.getInstance();
        }
        if (fragment.isEmpty()) {
            return node;
        }
        for (var part : fragment.substring(1).split("/", -1)) {
            var key = unescape(part);
            node = node.isArray()
                    ? key.matches("[0-9]{1,8}") ? node.path(Integer.parseInt(key)) : node.path("")
                    : node.path(key);
        }
        return node;
    }

    private static String unescape(String part) {
        var text = part;
        try {
            text = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // not escaped after all
        }
        return text.replace("~1", "/").replace("~0", "~");
    }
}
