package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads Hugging Face's {@code tokenizer.json} of the byte-level BPE kind. */
final class TokenizerJson {
    private static final JsonMapper JSON = JsonMapper.builder(TextFiles.JSON_FACTORY)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final Path path;
    private final String file;

    TokenizerJson(Path fileOrFolder) {
        path = Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve("tokenizer.json") : fileOrFolder;
        file = path.toString();
    }

    Definition read() {
        var model = new ModelJson(file);
        var json = parse(model);
        model.check();
        checkDecoder(json.path("decoder"), false);
        var vocabulary = model.vocabulary();
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
                model.pairs(),
                added,
                new NormalizerJson(file).read(json.path("normalizer")),
                cutting.steps(),
                cutting.standIns(),
                model.unknown(),
                model.flag("fuse_unk"),
                model.flag("ignore_merges"),
                around.prefix(),
                around.suffix(),
                token(config.path("bos_token"), added),
                token(config.path("eos_token"), added),
                Set.of());
    }

    /** The file's object; what is under 'model' goes there. */
    private JsonNode parse(ModelJson model) {
        var root = JSON.createObjectNode();
        try (var json = JSON.createParser(TextFiles.read(path, TextFiles.LARGE))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw FerkelException.of(
                        "%s: found %s, expected a JSON object",
                        file, json.currentToken() == null ? "MISSING" : json.currentToken());
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                var key = json.currentName();
                boolean object = json.nextToken() == JsonToken.START_OBJECT;
                if (root.has(key)) {
                    throw FerkelException.of("%s: '%s' comes twice", file, key);
                }
                if (object && key.equals("model")) {
                    root.putNull(key);
                    model.read(json);
                } else {
                    root.set(key, (JsonNode) json.readValueAsTree());
                }
            }
            if (json.nextToken() != null) {
                throw FerkelException.of("%s: goes on after its JSON object", file);
            }
            return root;
        } catch (JacksonException e) {
            throw TextFiles.notJson(file, e);
        }
    }

    private JsonNode config() {
        var beside = path.resolveSibling("tokenizer_config.json");
        return Files.exists(beside) ? TextFiles.json(beside, TextFiles.SMALL) : JSON.createObjectNode();
    }

    private static OptionalInt token(JsonNode node, List<AddedToken> added) {
        var text = node.isObject() ? node.path("content").asString("") : node.asString("");
        return added.stream()
                .filter(t -> t.text().equals(text))
                .mapToInt(AddedToken::id)
                .findFirst();
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

    static int id(String file, String key, JsonNode node) {
        if (!node.isInt() || node.asInt() < 0 || node.asInt() >= Pairs.MOST) {
            throw FerkelException.of(
                    "%s: '%s' has id %s, expected a whole number below %d", file, key, node, Pairs.MOST);
        }
        return node.asInt();
    }
}
