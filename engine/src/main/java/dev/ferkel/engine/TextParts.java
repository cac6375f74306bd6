package dev.ferkel.engine;

import dev.ferkel.chat.ChatTemplate;
import dev.ferkel.checkpoint.Checkpoint;
import dev.ferkel.config.TextFiles;
import dev.ferkel.tokenizer.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The parts of a model that are about text, from GGUF metadata or the files of a Hugging Face folder. */
public final class TextParts {
    private static final String TEMPLATE_KEY = "tokenizer.chat_template";

    private TextParts() {}

    /** @throws FerkelException if the files hold no byte-level BPE tokenizer */
    public static Tokenizer tokenizer(Checkpoint checkpoint) {
        return checkpoint.isGguf()
                ? Tokenizer.fromGguf(checkpoint.path().toString(), checkpoint.metadata())
                : Tokenizer.load(beside(checkpoint, "tokenizer.json"));
    }

    /** The model's own chat template, or a plain one where it has none. */
    public static ChatTemplate template(Checkpoint checkpoint, Tokenizer tokenizer) {
        if (checkpoint.isGguf()) {
            return checkpoint.metadata().get(TEMPLATE_KEY) instanceof String source
                    ? ChatTemplate.of(
                            TEMPLATE_KEY, source, text(tokenizer, tokenizer.bos()), text(tokenizer, tokenizer.eos()))
                    : ChatTemplate.plain();
        }
        var file = beside(checkpoint, "chat_template.jinja");
        var configFile = beside(checkpoint, "tokenizer_config.json");
        var config = json(configFile);
        var source = Files.exists(file) ? TextFiles.read(file, TextFiles.SMALL) : named(config.path("chat_template"));
        if (source == null) {
            return ChatTemplate.plain();
        }
        var name = Files.exists(file) ? file : configFile;
        return ChatTemplate.of(
                name.toString(), source, token(config.path("bos_token")), token(config.path("eos_token")));
    }

    private static @Nullable String text(Tokenizer tokenizer, java.util.OptionalInt id) {
        return id.isPresent() ? tokenizer.piece(id.getAsInt()) : null;
    }

    /** A template, or of several the one named default. */
    private static @Nullable String named(JsonNode templates) {
        if (templates.isString()) {
            return templates.asString();
        }
        for (var one : templates) {
            if (one.path("name").asString("").equals("default")) {
                return one.path("template").asString(null);
            }
        }
        return null;
    }

    private static @Nullable String token(JsonNode token) {
        return token.isObject() ? token.path("content").asString(null) : token.asString(null);
    }

    /** {@code eos_token_id} of generation_config.json: a number or several. */
    static Set<Integer> configuredEnds(Checkpoint checkpoint) {
        var ends = new TreeSet<Integer>();
        if (!checkpoint.isGguf()) {
            var eos = json(beside(checkpoint, "generation_config.json")).path("eos_token_id");
            if (eos.isInt()) {
                ends.add(eos.asInt());
            }
            eos.valueStream().filter(JsonNode::isInt).forEach(id -> ends.add(id.asInt()));
        }
        return ends;
    }

    /** A file that belongs to the weights: in their folder, or beside the one that was opened. */
    private static Path beside(Checkpoint checkpoint, String name) {
        var path = checkpoint.path();
        return Files.isDirectory(path) ? path.resolve(name) : path.resolveSibling(name);
    }

    private static JsonNode json(Path file) {
        if (!Files.exists(file)) {
            return JsonMapper.shared().createObjectNode();
        }
        return TextFiles.json(file, TextFiles.SMALL);
    }
}
