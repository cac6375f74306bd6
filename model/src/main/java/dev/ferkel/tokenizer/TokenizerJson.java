package dev.ferkel.tokenizer;

import dev.ferkel.config.TextFiles;
import dev.ferkel.tensor.FerkelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads Hugging Face's {@code tokenizer.json} of the byte-level BPE kind. */
final class TokenizerJson {
    private final Path path;
    private final String file;

    TokenizerJson(Path fileOrFolder) {
        path = Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve("tokenizer.json") : fileOrFolder;
        file = path.toString();
    }

    Definition read() {
        var json = TextFiles.json(path, TextFiles.LARGE);
        var model = json.path("model");
        checkModel(model);
        checkDecoder(json.path("decoder"), false);
        var vocabulary = vocabulary(model.path("vocab"));
        var merges = new MergeList(file, vocabulary);
        merges(model.path("merges"), merges);
        var added = new AddedTokensJson(file, vocabulary).read(json.path("added_tokens"));
        int size = 0;
        for (int id : vocabulary.values()) {
            size = Math.max(size, id + 1);
        }
        for (var token : added) {
            size = Math.max(size, token.id() + 1);
        }
        var cutting = new PreTokenizerJson(file).read(json.path("pre_tokenizer"));
        var around = new PostProcessorJson(file, size);
        around.read(json.path("post_processor"));
        var config = config();
        return new Definition(
                "tokenizer.json",
                vocabulary,
                size,
                merges.pairs(),
                added,
                new NormalizerJson(file).read(json.path("normalizer")),
                cutting.steps(),
                cutting.standIns(),
                unknown(model, vocabulary),
                Parts.flag(file, model, "fuse_unk", false),
                Parts.flag(file, model, "ignore_merges", false),
                around.prefix(),
                around.suffix(),
                token(config.path("bos_token"), added),
                token(config.path("eos_token"), added),
                Set.of());
    }

    private JsonNode config() {
        var beside = path.resolveSibling("tokenizer_config.json");
        return Files.exists(beside)
                ? TextFiles.json(beside, TextFiles.SMALL)
                : JsonMapper.shared().createObjectNode();
    }

    private static OptionalInt token(JsonNode node, List<AddedToken> added) {
        var text = node.isObject() ? node.path("content").asString("") : node.asString("");
        return added.stream()
                .filter(t -> t.text().equals(text))
                .mapToInt(AddedToken::id)
                .findFirst();
    }

    private void checkModel(JsonNode model) {
        Parts.present(file, "model", model);
        var type = model.has("type") ? Parts.text(file, model, "type") : "BPE";
        if (!type.equals("BPE")) {
            throw FerkelException.of("%s: 'model' is '%s', expected BPE", file, type);
        }
        for (var key : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            var value = Parts.text(file, model, key);
            if (!value.isEmpty()) {
                throw FerkelException.of("%s: '%s' is '%s', expected none: it is not supported", file, key, value);
            }
        }
        if (Parts.flag(file, model, "byte_fallback", false)) {
            throw FerkelException.of("%s: 'byte_fallback' is true, which is not supported", file);
        }
        if (!model.path("dropout").isMissingNode()
                && !model.path("dropout").isNull()
                && model.path("dropout").asDouble(1) != 0) {
            throw FerkelException.of(
                    "%s: 'dropout' is %s, expected none: it is not supported", file, model.path("dropout"));
        }
    }

    /** Only what undoes the byte level turns ids into text. */
    private void checkDecoder(JsonNode decoder, boolean inside) {
        var type = decoder.path("type").asString("none");
        if (type.equals("Sequence") && !inside) {
            decoder.path("decoders").forEach(d -> checkDecoder(d, true));
        } else if (!type.equals("ByteLevel")) {
            throw FerkelException.of("%s: 'decoder' is '%s', expected ByteLevel", file, type);
        }
    }

    private Map<String, Integer> vocabulary(JsonNode vocab) {
        if (!vocab.isObject()) {
            throw FerkelException.of("%s: 'model' has no 'vocab'", file);
        }
        Map<String, Integer> ids = HashMap.newHashMap(vocab.size());
        var taken = new java.util.BitSet();
        for (var entry : vocab.properties()) {
            int id = id(file, "vocab", entry.getValue());
            if (taken.get(id)) {
                throw FerkelException.of("%s: '%s' has id %d, as another token has", file, entry.getKey(), id);
            }
            taken.set(id);
            ids.put(entry.getKey(), id);
        }
        return ids;
    }

    static int id(String file, String key, JsonNode node) {
        if (!node.isInt() || node.asInt() < 0 || node.asInt() >= Pairs.MOST) {
            throw FerkelException.of(
                    "%s: '%s' has id %s, expected a whole number below %d", file, key, node, Pairs.MOST);
        }
        return node.asInt();
    }

    /** Old files write a merge as "left right", newer ones as a pair. */
    private void merges(JsonNode node, MergeList merges) {
        if (!node.isArray()) {
            throw FerkelException.of("%s: 'merges' is no list", file);
        }
        for (var merge : node) {
            if (merge.isArray() && merge.size() == 2) {
                merges.add(merge.get(0).asString(""), merge.get(1).asString(""));
                continue;
            }
            var text = merge.asString("");
            int space = text.indexOf(' ');
            if (merges.size() == 0 && text.startsWith("#version")) {
                continue;
            }
            if (space < 0 || text.indexOf(' ', space + 1) >= 0) {
                throw FerkelException.of("%s: merge %d is %s, expected two tokens", file, merges.size(), merge);
            }
            merges.add(text.substring(0, space), text.substring(space + 1));
        }
    }

    private OptionalInt unknown(JsonNode model, Map<String, Integer> vocabulary) {
        var unknown = Parts.text(file, model, "unk_token");
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
