package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;

/** Reads a GGUF file's tokenizer keys; tokens of the types unknown, control and user defined are added tokens. */
final class GgufTokenizer {
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    private final String file;
    private final Map<String, ?> metadata;

    GgufTokenizer(String file, Map<String, ?> metadata) {
        this.file = file;
        this.metadata = metadata;
    }

    Definition read() {
        if (!"gpt2".equals(value("model"))) {
            throw FerkelException.of(
                    "%s: 'tokenizer.ggml.model' is '%s', expected gpt2 (byte-level BPE)",
                    file, String.valueOf(value("model")));
        }
        var tokens = texts("tokens");
        if (tokens.length > Pairs.MOST) {
            throw FerkelException.of("%s: there are %d tokens, more than %d", file, tokens.length, Pairs.MOST);
        }
        var types = types(tokens.length);
        Map<String, Integer> vocabulary = HashMap.newHashMap(tokens.length);
        var added = new ArrayList<AddedToken>();
        for (int id = 0; id < tokens.length; id++) {
            vocabulary.putIfAbsent(tokens[id], id);
            boolean steers = types[id] == UNKNOWN || types[id] == CONTROL;
            if (!tokens[id].isEmpty() && (steers || types[id] == USER_DEFINED)) {
                added.add(new AddedToken(id, tokens[id], false, false, false, false, steers));
            }
        }
        AddedTokens.check(file, added);
        var pre = String.valueOf(value("pre") == null ? "default" : value("pre"));
        boolean llama3 = pre.equals("llama-bpe") || pre.equals("llama3") || pre.equals("llama-v3");
        var bos = id("bos_token_id", tokens.length);
        var eos = id("eos_token_id", tokens.length);
        var ends = new TreeSet<Integer>();
        for (var key : List.of("eos_token_id", "eot_token_id", "eom_token_id")) {
            id(key, tokens.length).ifPresent(ends::add);
        }
        boolean addBos = value("add_bos_token") instanceof Boolean b ? b : llama3;
        boolean addEos = value("add_eos_token") instanceof Boolean b && b;
        return new Definition(
                pre,
                vocabulary,
                tokens.length,
                merges(vocabulary),
                added,
                new Normalizer.Sequence(List.of()),
                GgufPatterns.of(file, pre),
                false,
                OptionalInt.empty(),
                false,
                llama3,
                list(addBos, bos),
                list(addEos, eos),
                bos,
                eos,
                ends);
    }

    private int[] types(int size) {
        if (value("token_type") == null) {
            return new int[size];
        }
        if (value("token_type") instanceof int[] types && types.length == size) {
            return types;
        }
        throw FerkelException.of(
                "%s: 'tokenizer.ggml.token_type' is no list of %d whole numbers, one for each token", file, size);
    }

    private Pairs merges(Map<String, Integer> vocabulary) {
        var merges = new MergeList(file, vocabulary);
        for (var merge : texts("merges")) {
            int space = merge.indexOf(' ', 1);
            if (space < 0) {
                throw FerkelException.of("%s: merge %d is '%s', expected two tokens", file, merges.size(), merge);
            }
            merges.add(merge.substring(0, space), merge.substring(space + 1));
        }
        return merges.firstOfEach();
    }

    private static List<Integer> list(boolean add, OptionalInt id) {
        return add && id.isPresent() ? List.of(id.getAsInt()) : List.of();
    }

    private @org.jspecify.annotations.Nullable Object value(String key) {
        return metadata.get("tokenizer.ggml." + key);
    }

    private String[] texts(String key) {
        if (value(key) instanceof String[] found) {
            return found;
        }
        throw FerkelException.of("%s: 'tokenizer.ggml.%s' is missing or no list of texts", file, key);
    }

    private OptionalInt id(String key, int size) {
        if (value(key) == null) {
            return OptionalInt.empty();
        }
        if (!(value(key) instanceof Number n)) {
            throw FerkelException.of("%s: 'tokenizer.ggml.%s' is no number", file, key);
        }
        if (n.longValue() < 0 || n.longValue() >= size) {
            throw FerkelException.of("%s: 'tokenizer.ggml.%s' is %s, but there are %d tokens", file, key, n, size);
        }
        return OptionalInt.of(n.intValue());
    }
}
