package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.conversion.ConfigJson;
import dev.ferkel.internal.conversion.WeightType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What lies beside weights: the config, and the tokenizer's files where there are any.
 *
 * @param config {@code config.json}
 * @param tokenizer the folder the tokenizer's files are in
 * @param template for chats, in place of the one that is there
 */
record ModelFiles(Path config, Optional<Path> tokenizer, Optional<String> template) {
    private static final String TEMPLATE = "chat_template.jinja";

    private static final List<String> TOKENIZER =
            List.of("tokenizer.json", "tokenizer_config.json", TEMPLATE, "generation_config.json");

    /** @param type what the weights beside the config are in, whatever those were in that training began with */
    void write(Path folder, WeightType type) throws IOException {
        if (!(TextFiles.json(config, TextFiles.SMALL) instanceof ObjectNode json)) {
            throw FerkelException.of("%s: is no JSON object", config);
        }
        ConfigJson.weights(json, type);
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
    }
}
