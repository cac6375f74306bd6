package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.chat.ChatTemplate;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.engine.TextParts;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Whether a Hugging Face folder is whole, for others' programs and for a hub's page: a finding a line. */
final class FolderCheck {
    /** What the hub takes in one file. */
    private static final long MAX_FILE = 50_000_000_000L;

    private static final String CONFIG = "config.json";
    private static final String INDEX = "model.safetensors.index.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String GENERATION = "generation_config.json";
    private static final String TEMPLATE = "chat template";

    private final Path folder;
    private final Findings found;

    private FolderCheck(Path folder) {
        this.folder = folder;
        this.found = new Findings(folder);
    }

    static List<Findings.Finding> of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw FerkelException.of("%s: no such folder", folder);
        }
        var check = new FolderCheck(folder);
        check.config();
        check.weights();
        var text = TextParts.open(folder);
        check.tokenizer(text);
        check.template(text);
        check.generation();
        new CardCheck(folder, check.found).run();
        check.files();
        return check.found.list();
    }

    private boolean has(String file) {
        return Files.isRegularFile(folder.resolve(file));
    }

    private JsonNode json(String file) {
        return TextFiles.json(folder.resolve(file), TextFiles.LARGE);
    }

    private void config() {
        boolean read = found.tried(CONFIG, () -> {
            var config = ModelConfig.read(folder.resolve(CONFIG));
            return config.architecture().name().toLowerCase(Locale.ROOT) + ", " + config.layers() + " layers";
        });
        if (read) {
            var config = json(CONFIG);
            if (!config.path("architectures").isArray()) {
                found.advice(CONFIG, "has no 'architectures', by which transformers chooses a class");
            }
            if (!config.hasNonNull("torch_dtype") && !config.hasNonNull("dtype")) {
                found.advice(CONFIG, "has no 'dtype': transformers then loads the weights as F32");
            }
        }
    }

    private void weights() {
        boolean shards = has(INDEX) && !has(WEIGHTS);
        found.tried(shards ? INDEX : WEIGHTS, () -> {
            try (var checkpoint = Checkpoint.open(folder)) {
                var names = checkpoint.tensors().keySet();
                if (shards) {
                    index(checkpoint);
                }
                var bound = new Weights(checkpoint, false);
                Model.trainable(checkpoint.config(), bound);
                var more = new TreeSet<>(names);
                more.removeAll(bound.bound().keySet());
                more.removeIf(n -> n.endsWith("_scale_inv"));
                if (!more.isEmpty()) {
                    found.advice(
                            "weights",
                            more.size() + " tensors are none of the network's, such as '" + more.first() + "'");
                }
                return names.size() + " tensors, " + Quantity.bytes(checkpoint.byteSize())
                        + ", all that the config expects";
            }
        });
        if (has(INDEX) && has(WEIGHTS)) {
            found.missing(INDEX, "is there beside " + WEIGHTS + ", and programs differ in which they read; remove one");
        }
    }

    /** Of what the shards hold, the index has to name all. */
    private void index(Checkpoint checkpoint) {
        var index = json(INDEX);
        var map = index.path("weight_map");
        for (var name : checkpoint.tensors().keySet()) {
            if (!map.has(name)) {
                throw FerkelException.of("%s: does not name tensor '%s', which is in a shard", INDEX, name);
            }
        }
        var size = index.path("metadata").path("total_size");
        if (size.isNumber() && size.asLong(0) != checkpoint.byteSize()) {
            throw FerkelException.of("%s: 'total_size' is %s, expected %d", INDEX, size, checkpoint.byteSize());
        }
    }

    private void tokenizer(TextParts text) {
        found.tried("tokenizer.json", () -> text.tokenizer().describe());
        if (has("tokenizer_config.json")) {
            found.tried(
                    "tokenizer_config.json", () -> json("tokenizer_config.json").size() + " keys");
        } else {
            found.missing(
                    "tokenizer_config.json", "is not there: transformers then doesn't know which tokenizer to make");
        }
    }

    private void template(TextParts text) {
        found.tried(TEMPLATE, () -> {
            var template = text.template();
            if (template.isEmpty()) {
                found.advice(TEMPLATE, "a model that is to be talked to needs one (chat_template.jinja)");
                return "";
            }
            return rendered(template.get());
        });
    }

    private static String rendered(ChatTemplate template) {
        var conversation = List.of(Conversation.message("user", "Hello"));
        int length = template.render(conversation, null, true, Map.of()).length();
        return "renders a message as " + length + " characters" + (template.reasons() ? "; reasons" : "");
    }

    private void generation() {
        if (!has(GENERATION)) {
            found.advice(GENERATION, "is not there: how to sample and where to stop is then guessed");
            return;
        }
        found.tried(GENERATION, () -> {
            var json = json(GENERATION);
            if (!json.has("eos_token_id")) {
                found.advice(GENERATION, "has no 'eos_token_id': generate() in transformers may not stop");
            }
            return json.size() + " keys";
        });
    }

    private void files() {
        try (Stream<Path> all = Files.list(folder)) {
            for (var file : all.sorted().toList()) {
                var name = String.valueOf(file.getFileName());
                if (Files.isSymbolicLink(file)) {
                    found.missing(name, "is a link, which git stores as a link; expected the file itself");
                } else if (Files.isRegularFile(file) && Files.size(file) > MAX_FILE) {
                    found.missing(
                            name,
                            "has " + Quantity.bytes(Files.size(file)) + ", and the hub takes 50 GB a file: "
                                    + "ferkel convert --shard-size 5G cuts it");
                } else if (name.matches(".*\\.(part|incomplete|tmp)")) {
                    found.advice(name, "is a file that was never finished");
                } else if (name.matches(".*\\.(bin|pt|pth|pkl|ckpt)")) {
                    found.advice(name, "may hold code that runs when it is loaded; the hub warns of such files");
                }
            }
        } catch (IOException e) {
            throw new FerkelException(folder + ": can't be read: " + e.getMessage(), e);
        }
    }
}
