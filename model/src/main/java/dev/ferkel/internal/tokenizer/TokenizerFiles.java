package dev.ferkel.internal.tokenizer;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes Hugging Face's tokenizer files of a tokenizer that came from a GGUF file. */
public final class TokenizerFiles {
    private final Definition definition;

    private TokenizerFiles(Tokenizer tokenizer) {
        this.definition = tokenizer.definition();
    }

    /** Its {@code tokenizer.json}. */
    public static ObjectNode tokenizer(String file, Tokenizer tokenizer) {
        return new TokenizerFiles(tokenizer).tokenizer(file);
    }

    /** Its {@code tokenizer_config.json}, without a template. */
    public static ObjectNode config(Tokenizer tokenizer) {
        var json = JsonMapper.shared().createObjectNode();
        var files = new TokenizerFiles(tokenizer);
        files.token(json, "bos_token", tokenizer.bos());
        files.token(json, "eos_token", tokenizer.eos());
        json.put("clean_up_tokenization_spaces", false);
        json.put("tokenizer_class", "PreTrainedTokenizerFast");
        return json;
    }

    private void token(ObjectNode json, String key, OptionalInt id) {
        if (id.isPresent()) {
            json.put(key, texts().get(id.getAsInt()));
        }
    }

    private static String text(Map<Integer, String> texts, int id) {
        return texts.getOrDefault(id, "");
    }

    private Map<Integer, String> texts() {
        var texts = new TreeMap<Integer, String>();
        definition.vocabulary().forEach((text, id) -> texts.put(id, text));
        definition.added().forEach(t -> texts.put(t.id(), t.text()));
        return texts;
    }

    private ObjectNode tokenizer(String file) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("version", "1.0").putNull("truncation").putNull("padding");
        var added = json.putArray("added_tokens");
        for (var token : definition.added()) {
            added.addObject()
                    .put("id", token.id())
                    .put("content", token.text())
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", token.special());
        }
        json.putNull("normalizer");
        cutting(file, json.putObject("pre_tokenizer"));
        around(json);
        byteLevel(json.putObject("decoder"));
        model(json.putObject("model"));
        return json;
    }

    private void cutting(String file, ObjectNode json) {
        var steps = json.put("type", "Sequence").putArray("pretokenizers");
        for (var pattern : GgufPatterns.patterns(file, definition.name())) {
            var split = steps.addObject().put("type", "Split");
            split.putObject("pattern").put("Regex", pattern);
            split.put("behavior", "Isolated").put("invert", false);
        }
        byteLevel(steps.addObject());
    }

    private static void byteLevel(ObjectNode json) {
        json.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
    }

    private void around(ObjectNode json) {
        if (definition.prefix().isEmpty() && definition.suffix().isEmpty()) {
            json.putNull("post_processor");
            return;
        }
        var processor = json.putObject("post_processor").put("type", "TemplateProcessing");
        var texts = texts();
        var special = JsonMapper.shared().createObjectNode();
        for (var key : new String[] {"single", "pair"}) {
            var parts = processor.putArray(key);
            for (var id : definition.prefix()) {
                special(parts.addObject(), special, id, text(texts, id));
            }
            parts.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
            if (key.equals("pair")) {
                parts.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
            }
            for (var id : definition.suffix()) {
                special(parts.addObject(), special, id, text(texts, id));
            }
        }
        processor.set("special_tokens", special);
    }

    private static void special(ObjectNode part, ObjectNode special, int id, String text) {
        part.putObject("SpecialToken").put("id", text).put("type_id", 0);
        var token = special.putObject(text).put("id", text);
        token.putArray("ids").add(id);
        token.putArray("tokens").add(text);
    }

    private void model(ObjectNode json) {
        json.put("type", "BPE").putNull("dropout").putNull("unk_token");
        json.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        json.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", definition.ignoreMerges());
        var vocabulary = json.putObject("vocab");
        var texts = texts();
        texts.forEach((id, text) -> vocabulary.put(text, id));
        var merges = json.putArray("merges");
        var pairs = definition.pairs();
        for (int rank = 0; rank < pairs.size(); rank++) {
            merges.addArray().add(texts.get(pairs.left(rank))).add(texts.get(pairs.right(rank)));
        }
    }
}
