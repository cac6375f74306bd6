package dev.ferkel.tokenizer;

import dev.ferkel.tensor.FerkelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;

/** Reads a GGUF file's tokenizer keys; tokens of type 3 (control) and 4 (user defined) are added tokens. */
final class GgufTokenizer {
    private final String file;
    private final Map<String, ?> metadata;

    GgufTokenizer(String file, Map<String, ?> metadata) {
        this.file = file;
        this.metadata = metadata;
    }

    Tokenizer.Definition read() {
        if (!"gpt2".equals(value("model"))) {
            throw FerkelException.of(
                    "%s: 'tokenizer.ggml.model' is '%s', expected gpt2 (byte-level BPE)",
                    file, String.valueOf(value("model")));
        }
        var tokens = texts("tokens");
        var types = value("token_type") instanceof int[] found && found.length == tokens.length
                ? found
                : new int[tokens.length];
        Map<String, Integer> vocabulary = HashMap.newHashMap(tokens.length);
        var added = new ArrayList<AddedTokens.Token>();
        for (int id = 0; id < tokens.length; id++) {
            vocabulary.putIfAbsent(tokens[id], id);
            if (types[id] == 3 || types[id] == 4) {
                added.add(new AddedTokens.Token(id, tokens[id], false, false, false, false, types[id] == 3));
            }
        }
        var merges = new ArrayList<String[]>();
        for (var merge : texts("merges")) {
            int space = merge.indexOf(' ', 1);
            if (space < 0) {
                throw FerkelException.of("%s: merge %d is '%s', expected two tokens", file, merges.size(), merge);
            }
            merges.add(new String[] {merge.substring(0, space), merge.substring(space + 1)});
        }
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
        return new Tokenizer.Definition(
                pre,
                vocabulary,
                tokens.length,
                Tokenizer.pairs(file, merges, vocabulary),
                added,
                new Normalizer.Sequence(List.of()),
                GgufPatterns.of(file, pre),
                llama3,
                list(addBos, bos),
                list(addEos, eos),
                bos,
                eos,
                ends);
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
        if (!(value(key) instanceof Number n)) {
            return OptionalInt.empty();
        }
        if (n.longValue() < 0 || n.longValue() >= size) {
            throw FerkelException.of("%s: 'tokenizer.ggml.%s' is %s, but there are %d tokens", file, key, n, size);
        }
        return OptionalInt.of(n.intValue());
    }
}
