package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.conversion.ConfigJson;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a stage begins with.
 *
 * @param model a folder with weights, or none
 * @param config of a model from nothing, where there is no folder
 * @param tokenizer a folder that may have one
 * @param template for chats, in place of the tokenizer's
 */
record Start(
        Optional<Path> model,
        Optional<ObjectNode> config,
        Optional<Path> tokenizer,
        Optional<String> template,
        long seed) {
    /** The tokenizer, where there is one. */
    Optional<Tokenizer> loadTokenizer() {
        return tokenizerFolder().map(Tokenizer::load);
    }

    /** The folder of a model that can answer. */
    Path answering() {
        return model.orElseThrow(() -> FerkelException.of("there is no model yet that could answer: train one first"));
    }

    /** The folder whose tokenizer and template a network that answers is asked by. */
    Path text() {
        var weights = answering();
        return tokenizerFolder().orElse(weights);
    }

    private Optional<Path> tokenizerFolder() {
        return tokenizer.filter(t -> Files.exists(t.resolve("tokenizer.json")));
    }

    /** As below, with a longer context. */
    ModelFiles files(Path place, Optional<Tokenizer> loaded, RopeExtension extension, int sequence) throws IOException {
        var plain = files(place, loaded);
        var json = TextFiles.json(plain.config(), TextFiles.SMALL);
        if (!(json instanceof ObjectNode config)) {
            throw FerkelException.of("%s: is no JSON object", plain.config());
        }
        extension.apply(config, sequence);
        return new ModelFiles(write(place, config), plain.tokenizer(), loaded, template);
    }

    private static Path write(Path place, ObjectNode config) throws IOException {
        var file = place.resolve("config.json");
        ModelFiles.write(file, config);
        return file;
    }

    /** The model's config and the tokenizer's files; a config from the recipe is written to {@code place} first. */
    ModelFiles files(Path place, Optional<Tokenizer> loaded) throws IOException {
        if (model.isPresent()) {
            return new ModelFiles(model.get().resolve("config.json"), tokenizerFolder(), loaded, template);
        }
        var json = NewNetwork.typed(config.orElseThrow());
        if (loaded.isPresent()) {
            int size = loaded.get().vocabularySize();
            if (!json.has("vocab_size")) {
                json.put("vocab_size", size);
            } else if (json.path("vocab_size").asInt() < size) {
                throw FerkelException.of(
                        "model.vocab_size: is %s, expected at least the tokenizer's %d", json.path("vocab_size"), size);
            }
        }
        ConfigJson.complete(json, ModelConfig.read(write(place, json)));
        return new ModelFiles(write(place, json), tokenizerFolder(), loaded, template);
    }
}
