package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads {@code added_tokens}. Ids are those the reference gives, whatever the file says: the vocabulary's, or the next. */
final class AddedTokensJson {
    private final String file;
    private final Map<String, Integer> vocabulary;
    private final Map<String, AddedToken> tokens = new LinkedHashMap<>();
    private final BitSet taken = new BitSet();
    private int last = -1;

    AddedTokensJson(String file, Map<String, Integer> vocabulary) {
        this.file = file;
        this.vocabulary = vocabulary;
        vocabulary.values().forEach(taken::set);
    }

    /** Special ones first: of several with one normal form the first counts. */
    List<AddedToken> read(JsonNode node) {
        if (!node.isArray() && !node.isNull() && !node.isMissingNode()) {
            throw FerkelException.of("%s: 'added_tokens' is no list", file);
        }
        for (var token : node) {
            add(token);
        }
        var sorted = new ArrayList<>(tokens.values());
        AddedTokens.check(file, sorted);
        sorted.sort(Comparator.comparing(t -> !t.special()));
        return List.copyOf(sorted);
    }

    private void add(JsonNode t) {
        if (!t.path("content").isString()) {
            throw FerkelException.of("%s: an entry of 'added_tokens' has no 'content'", file);
        }
        var text = t.path("content").asString();
        if (text.isEmpty()) {
            return;
        }
        var known = tokens.get(text);
        int id = known != null ? known.id() : vocabulary.getOrDefault(text, -1);
        if (id < 0) {
            id = Math.max(last + 1, vocabulary.size());
            if (id >= Pairs.MOST || taken.get(id)) {
                throw FerkelException.of("%s: added token '%s' would get id %d, which is taken", file, text, id);
            }
        }
        last = Math.max(last, id);
        tokens.put(
                text,
                new AddedToken(
                        id,
                        text,
                        flag(t, "single_word"),
                        flag(t, "lstrip"),
                        flag(t, "rstrip"),
                        flag(t, "normalized"),
                        flag(t, "special") || known != null && known.special()));
    }

    private boolean flag(JsonNode node, String key) {
        return Parts.flag(file, node, key, false);
    }
}
