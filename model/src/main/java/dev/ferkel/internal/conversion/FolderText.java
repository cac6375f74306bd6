package dev.ferkel.internal.conversion;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.tokenizer.Tokenizer;
import dev.ferkel.internal.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes what a Hugging Face folder has beside its weights. */
final class FolderText {
    private static final String CONFIG = "config.json";

    private static final List<String> TOKENIZER = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja",
            "generation_config.json");

    private static final List<String> CARD = List.of("README.md", "LICENSE");

    private FolderText() {}

    static void copy(Path from, Path to, WeightType type) throws IOException {
        var config = (ObjectNode) TextFiles.json(from.resolve(CONFIG), TextFiles.SMALL);
        ConfigJson.weights(config, type);
        write(to.resolve(CONFIG), config);
        copy(from, to, CARD);
        copyTokenizer(from, to);
    }

    /** Tokenizer, template and how to sample, in place of what is there: an adapter may have been trained with others. */
    static void copyTokenizer(Path from, Path to) throws IOException {
        copy(from, to, TOKENIZER);
    }

    private static void copy(Path from, Path to, List<String> names) throws IOException {
        for (var name : names) {
            if (Files.isRegularFile(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    static void write(Checkpoint gguf, Path to, WeightType type) throws IOException {
        var metadata = gguf.metadata();
        var bos = OptionalInt.empty();
        var eos = OptionalInt.empty();
        if (metadata.containsKey("tokenizer.ggml.model")) {
            var name = gguf.path().toString();
            var tokenizer = Tokenizer.fromGguf(name, metadata);
            bos = tokenizer.bos();
            eos = tokenizer.eos();
            write(to.resolve("tokenizer.json"), TokenizerFiles.tokenizer(name, tokenizer));
            var config = TokenizerFiles.config(tokenizer);
            if (metadata.get("tokenizer.chat_template") instanceof String template) {
                config.put("chat_template", template);
            }
            if (metadata.get("tokenizer.ggml.padding_token_id") instanceof Number pad) {
                config.put("pad_token", tokenizer.piece(pad.intValue()));
            }
            write(to.resolve("tokenizer_config.json"), config);
        }
        write(to.resolve(CONFIG), ConfigJson.of(gguf.config(), type, bos, eos));
        var generation = JsonMapper.shared().createObjectNode();
        eos.ifPresent(id -> generation.put("eos_token_id", id));
        if (metadata.get("general.sampling.temp") instanceof Number n) {
            generation.put("do_sample", true).put("temperature", Double.parseDouble(n.toString()));
        }
        if (metadata.get("general.sampling.top_p") instanceof Number n) {
            generation.put("top_p", Double.parseDouble(n.toString()));
        }
        if (metadata.get("general.sampling.top_k") instanceof Number n) {
            generation.put("top_k", n.intValue());
        }
        if (!generation.isEmpty()) {
            write(to.resolve("generation_config.json"), generation);
        }
        if (metadata.get("general.license") instanceof String licence && licence.matches("[A-Za-z0-9._-]{1,60}")) {
            Files.writeString(to.resolve("README.md"), "---\nlicense: " + licence + "\n---\n");
        }
    }

    private static void write(Path file, ObjectNode json) throws IOException {
        Files.write(file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }
}
