package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.conversion.ConfigJson;
import dev.ferkel.internal.conversion.WeightType;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What lies beside weights: the config, and the tokenizer's files where there are any.
 *
 * @param config {@code config.json}
 * @param tokenizer the folder the tokenizer's files are in
 * @param loaded that tokenizer
 * @param template for chats, in place of the one that is there
 */
record ModelFiles(Path config, Optional<Path> tokenizer, Optional<Tokenizer> loaded, Optional<String> template) {
    private static final String TEMPLATE = "chat_template.jinja";
    private static final String GENERATION = "generation_config.json";

    private static final List<String> TOKENIZER =
            List.of("tokenizer.json", "tokenizer_config.json", TEMPLATE, GENERATION);

    /** @param type what the weights beside the config are in, whatever those were in that training began with */
    void write(Path folder, WeightType type) throws IOException {
        var json = object(config);
        ConfigJson.weights(json, type);
        addEnds(json);
        write(folder.resolve("config.json"), json);
        writeText(folder);
    }

    static void write(Path file, ObjectNode config) throws IOException {
        Files.write(file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(config));
    }

    /** What is about text: all but the config. */
    void writeText(Path folder) throws IOException {
        if (tokenizer.isPresent()) {
            for (var name : TOKENIZER) {
                var file = tokenizer.get().resolve(name);
                if (Files.exists(file) && !(name.equals(TEMPLATE) && template.isPresent())) {
                    Files.copy(file, folder.resolve(name));
                }
            }
        }
        if (template.isPresent()) {
            Files.writeString(folder.resolve(TEMPLATE), template.get());
        }
        var file = folder.resolve(GENERATION);
        var generation = Files.exists(file) ? object(file) : JsonMapper.shared().createObjectNode();
        if (addEnds(generation)) {
            write(file, generation);
        }
    }

    /** Says where texts begin and end, which transformers takes from here alone; what is said already stays. */
    private boolean addEnds(ObjectNode json) {
        return loaded.isPresent()
                && (add(json, "bos_token_id", loaded.get().bos())
                        | add(json, "eos_token_id", loaded.get().eos()));
    }

    private static boolean add(ObjectNode json, String key, OptionalInt id) {
        boolean lacks = id.isPresent() && !json.hasNonNull(key);
        if (lacks) {
            json.put(key, id.getAsInt());
        }
        return lacks;
    }

    private static ObjectNode object(Path file) {
        if (TextFiles.json(file, TextFiles.SMALL) instanceof ObjectNode json) {
            return json;
        }
        throw FerkelException.of("%s: is no JSON object", file);
    }
}
