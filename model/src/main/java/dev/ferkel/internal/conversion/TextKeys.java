package dev.ferkel.internal.conversion;

import dev.ferkel.internal.checkpoint.GgufKeys;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.tokenizer.GgufVocabulary;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a folder has beside weights and config, as GGUF keys: tokenizer, template, how to sample, licence. */
final class TextKeys {
    private static final Pattern LICENCE = Pattern.compile("(?m)\\A---\\R(?:.*\\R)*?license: *(\\S+) *$");

    private final Path folder;
    private final GgufKeys keys;

    private TextKeys(Path folder, GgufKeys keys) {
        this.folder = folder;
        this.keys = keys;
    }

    /** @param vocabularySize of the network */
    static void add(GgufKeys keys, Path folder, int vocabularySize) {
        var text = new TextKeys(folder, keys);
        text.card();
        text.sampling();
        if (Files.exists(folder.resolve("tokenizer.json"))) {
            text.tokenizer(vocabularySize);
            text.template().ifPresent(template -> keys.text("tokenizer.chat_template", template));
        }
    }

    private void card() {
        var card = folder.resolve("README.md");
        if (Files.exists(card)) {
            var licence = LICENCE.matcher(TextFiles.read(card, TextFiles.SMALL));
            if (licence.find()) {
                keys.text("general.license", licence.group(1));
            }
        }
    }

    private void sampling() {
        var generation = json("generation_config.json");
        if (generation.path("temperature").isNumber()) {
            keys.number("general.sampling.temp", (float)
                    generation.path("temperature").asDouble());
        }
        if (generation.path("top_p").isNumber()) {
            keys.number(
                    "general.sampling.top_p", (float) generation.path("top_p").asDouble());
        }
        if (generation.path("top_k").isInt()) {
            keys.count("general.sampling.top_k", generation.path("top_k").asInt());
        }
    }

    private void tokenizer(int vocabularySize) {
        var vocabulary = GgufVocabulary.of(Tokenizer.load(folder), vocabularySize);
        keys.text("tokenizer.ggml.model", "gpt2")
                .text("tokenizer.ggml.pre", vocabulary.pre())
                .texts("tokenizer.ggml.tokens", vocabulary.tokens())
                .counts("tokenizer.ggml.token_type", vocabulary.types())
                .texts("tokenizer.ggml.merges", vocabulary.merges());
        vocabulary.bos().ifPresent(id -> keys.count("tokenizer.ggml.bos_token_id", id));
        vocabulary.eos().ifPresent(id -> keys.count("tokenizer.ggml.eos_token_id", id));
        var pad = token(json("tokenizer_config.json").path("pad_token"));
        int id = vocabulary.tokens().indexOf(pad);
        if (id >= 0) {
            keys.count("tokenizer.ggml.padding_token_id", id);
        }
        keys.flag("tokenizer.ggml.add_bos_token", vocabulary.addBos());
        keys.flag("tokenizer.ggml.add_eos_token", vocabulary.addEos());
    }

    /** Of several the one named default. */
    private Optional<String> template() {
        var file = folder.resolve("chat_template.jinja");
        if (Files.exists(file)) {
            return Optional.of(TextFiles.read(file, TextFiles.SMALL));
        }
        var templates = json("tokenizer_config.json").path("chat_template");
        if (templates.isString()) {
            return Optional.of(templates.asString());
        }
        return templates
                .valueStream()
                .filter(t -> t.path("name").asString("").equals("default"))
                .map(t -> t.path("template").asString(""))
                .findFirst();
    }

    private static String token(JsonNode token) {
        return token.isObject() ? token.path("content").asString("") : token.asString("");
    }

    private JsonNode json(String name) {
        var file = folder.resolve(name);
        return Files.exists(file)
                ? TextFiles.json(file, TextFiles.SMALL)
                : JsonMapper.shared().createObjectNode();
    }
}
