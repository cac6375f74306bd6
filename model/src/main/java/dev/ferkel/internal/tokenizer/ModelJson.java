package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code model}. Its vocabulary and merges, most of the file, are read as they come and never are a tree. */
final class ModelJson {
    private final String file;
    private final ObjectNode rest = JsonMapper.shared().createObjectNode();
    private final Map<String, Integer> vocabulary = new HashMap<>(1 << 18);
    private final BitSet taken = new BitSet();
    /** Left and right of each merge in turn. */
    private final List<String> halves = new ArrayList<>();

    private boolean hasVocabulary;
    private boolean hasMerges;

    ModelJson(String file) {
        this.file = file;
    }

    /** At the beginning of the object. */
    void read(JsonParser json) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var key = json.currentName();
            var token = json.nextToken();
            if (key.equals("vocab") && token == JsonToken.START_OBJECT) {
                hasVocabulary = true;
                vocabulary(json);
            } else if (key.equals("merges") && token == JsonToken.START_ARRAY) {
                hasMerges = true;
                merges(json);
            } else {
                rest.set(key, (JsonNode) json.readValueAsTree());
            }
        }
    }

    private void vocabulary(JsonParser json) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var token = json.currentName();
            int id = json.nextToken() == JsonToken.VALUE_NUMBER_INT ? json.getValueAsInt(-1) : -1;
            if (id < 0 || id >= Pairs.MOST) {
                throw FerkelException.of(
                        "%s: '%s' of 'vocab' has id %s, expected a whole number below %d",
                        file, token, json.readValueAsTree(), Pairs.MOST);
            }
            if (taken.get(id)) {
                throw FerkelException.of("%s: '%s' has id %d, as another token has", file, token, id);
            }
            taken.set(id);
            vocabulary.put(token, id);
        }
    }

    /** Old files write a merge as "left right", newer ones as a pair. */
    private void merges(JsonParser json) {
        for (var token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == JsonToken.VALUE_STRING) {
                merge(json.getString());
                continue;
            }
            if (token == JsonToken.START_ARRAY
                    && half(json.nextToken(), json)
                    && half(json.nextToken(), json)
                    && json.nextToken() == JsonToken.END_ARRAY) {
                continue;
            }
            throw FerkelException.of(
                    "%s: merge %d has '%s', expected two tokens", file, halves.size() / 2, json.getString());
        }
    }

    private boolean half(JsonToken token, JsonParser json) {
        return token == JsonToken.VALUE_STRING && halves.add(json.getString());
    }

    private void merge(String text) {
        int space = text.indexOf(' ');
        if (halves.isEmpty() && text.startsWith("#version")) {
            return;
        }
        if (space < 0 || text.indexOf(' ', space + 1) >= 0) {
            throw FerkelException.of("%s: merge %d is '%s', expected two tokens", file, halves.size() / 2, text);
        }
        halves.add(text.substring(0, space));
        halves.add(text.substring(space + 1));
    }

    /** Fails for whatever is no byte-level BPE, or asks for what is not supported. */
    void check() {
        var type = rest.has("type") ? Parts.text(file, rest, "type") : "BPE";
        if (!type.equals("BPE")) {
            throw FerkelException.of("%s: 'model' is '%s', expected BPE", file, type);
        }
        for (var key : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            var value = Parts.text(file, rest, key);
            if (!value.isEmpty()) {
                throw FerkelException.of("%s: '%s' is '%s', expected none: it is not supported", file, key, value);
            }
        }
        if (flag("byte_fallback")) {
            throw FerkelException.of("%s: 'byte_fallback' is true, which is not supported", file);
        }
        var dropout = rest.path("dropout");
        if (!dropout.isMissingNode() && !dropout.isNull() && dropout.asDouble(1) != 0) {
            throw FerkelException.of("%s: 'dropout' is %s, expected none: it is not supported", file, dropout);
        }
        if (!hasVocabulary || !hasMerges) {
            throw FerkelException.of("%s: 'model' has no '%s'", file, hasVocabulary ? "merges" : "vocab");
        }
    }

    boolean flag(String key) {
        return Parts.flag(file, rest, key, false);
    }

    Map<String, Integer> vocabulary() {
        return vocabulary;
    }

    Pairs pairs() {
        var merges = new MergeList(file, vocabulary);
        for (int i = 0; i < halves.size(); i += 2) {
            merges.add(halves.get(i), halves.get(i + 1));
        }
        return merges.pairs();
    }

    OptionalInt unknown() {
        var unknown = Parts.text(file, rest, "unk_token");
        if (unknown.isEmpty()) {
            return OptionalInt.empty();
        }
        var id = vocabulary.get(unknown);
        if (id == null) {
            throw FerkelException.of("%s: 'unk_token' '%s' is no token of the vocabulary", file, unknown);
        }
        return OptionalInt.of(id);
    }
}
