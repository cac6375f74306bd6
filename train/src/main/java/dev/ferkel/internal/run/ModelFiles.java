package dev.ferkel.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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

    void write(Path folder) throws IOException {
        Files.copy(config, folder.resolve("config.json"));
        writeText(folder);
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
