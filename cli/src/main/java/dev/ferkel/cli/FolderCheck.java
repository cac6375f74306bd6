package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.chat.ChatTemplate;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.engine.TextParts;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Weights;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Whether a Hugging Face folder is whole, for others' programs and for a hub's page: a finding a line. */
final class FolderCheck {
    /** How much a finding matters. */
    enum Level {
        OK,
        ADVICE,
        MISSING
    }

    /** What was found about a file. */
    record Finding(Level level, String file, String told) {}

    /** What the hub takes in one file. */
    private static final long MAX_FILE = 50_000_000_000L;

    private static final String CONFIG = "config.json";
    private static final String INDEX = "model.safetensors.index.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String CARD = "README.md";
    private static final String GENERATION = "generation_config.json";
    private static final String TEMPLATE = "chat template";

    private final Path folder;
    private final List<Finding> findings = new ArrayList<>();

    private FolderCheck(Path folder) {
        this.folder = folder;
    }

    static List<Finding> of(Path folder) {
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
        check.card();
        check.files();
        return check.findings;
    }

    private void add(Level level, String file, String told) {
        findings.add(new Finding(level, file, told));
    }

    private void ok(String file, String told) {
        add(Level.OK, file, told);
    }

    private void advice(String file, String told) {
        add(Level.ADVICE, file, told);
    }

    private void missing(String file, String told) {
        add(Level.MISSING, file, told);
    }

    /** Notes what a check says, or what is wrong. */
    private void tried(String file, Supplier<String> check) {
        try {
            ok(file, check.get());
        } catch (FerkelException e) {
            missing(file, told(file, e));
        }
    }

    /** Without the folder, and without the file, which the line begins with. */
    private String told(String file, FerkelException e) {
        var text = String.valueOf(e.getMessage()).replace(folder + File.separator, "");
        return text.startsWith(file + ": ") ? text.substring(file.length() + 2) : text;
    }

    private boolean has(String file) {
        return Files.isRegularFile(folder.resolve(file));
    }

    private JsonNode json(String file) {
        return TextFiles.json(folder.resolve(file), TextFiles.LARGE);
    }

    private void config() {
        tried(CONFIG, () -> {
            var config = ModelConfig.read(folder.resolve(CONFIG));
            return config.architecture().name().toLowerCase(Locale.ROOT) + ", " + config.layers() + " layers";
        });
        if (has(CONFIG) && findings.getLast().level() == Level.OK) {
            var config = json(CONFIG);
            if (!config.path("architectures").isArray()) {
                advice(CONFIG, "has no 'architectures', by which transformers chooses a class");
            }
            if (!config.hasNonNull("torch_dtype") && !config.hasNonNull("dtype")) {
                advice(CONFIG, "has no 'dtype': transformers then loads the weights as F32");
            }
        }
    }

    private void weights() {
        boolean shards = has(INDEX) && !has(WEIGHTS);
        tried(shards ? INDEX : WEIGHTS, () -> {
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
                    advice(
                            "weights",
                            more.size() + " tensors are none of the network's, such as '" + more.first() + "'");
                }
                return names.size() + " tensors, " + Quantity.bytes(checkpoint.byteSize())
                        + ", all that the config expects";
            }
        });
        if (has(INDEX) && has(WEIGHTS)) {
            missing(INDEX, "is there beside " + WEIGHTS + ", and programs differ in which they read; remove one");
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
        tried("tokenizer.json", () -> text.tokenizer().describe());
        if (has("tokenizer_config.json")) {
            tried("tokenizer_config.json", () -> json("tokenizer_config.json").size() + " keys");
        } else {
            missing("tokenizer_config.json", "is not there: transformers then doesn't know which tokenizer to make");
        }
    }

    private void template(TextParts text) {
        try {
            var template = text.template();
            if (template.isEmpty()) {
                advice(TEMPLATE, "there is none (chat_template.jinja); a model that is to be talked to needs one");
                return;
            }
            tried(TEMPLATE, () -> rendered(template.get()));
        } catch (FerkelException e) {
            missing(TEMPLATE, told(TEMPLATE, e));
        }
    }

    private static String rendered(ChatTemplate template) {
        var conversation = List.of(Conversation.message("user", "Hello"));
        int length = template.render(conversation, null, true, Map.of()).length();
        return "renders a message as " + length + " characters" + (template.reasons() ? "; reasons" : "");
    }

    private void generation() {
        if (!has(GENERATION)) {
            advice(GENERATION, "is not there: how to sample and where to stop is then guessed");
            return;
        }
        tried(GENERATION, () -> {
            var json = json(GENERATION);
            if (!json.has("eos_token_id")) {
                advice(GENERATION, "has no 'eos_token_id': generate() in transformers may not stop");
            }
            return json.size() + " keys";
        });
    }

    private void card() {
        if (!has(CARD)) {
            missing(CARD, "is not there: the model card, which begins with a metadata block");
            return;
        }
        try {
            card(ModelCard.read(folder.resolve(CARD)));
        } catch (FerkelException e) {
            missing(CARD, told(CARD, e));
        }
    }

    private void card(ModelCard card) {
        var licence = card.value("license");
        if (licence.isEmpty()) {
            missing(CARD, "its metadata has no 'license', such as mit, apache-2.0 or other");
        } else {
            ok(CARD, "license " + licence);
        }
        if (licence.equals("other") && card.value("license_name").isEmpty()) {
            missing(CARD, "its license is 'other', so 'license_name' has to name it");
        }
        if (licence.equals("other") && card.value("license_link").isEmpty() && !has("LICENSE") && !has("LICENSE.md")) {
            missing("LICENSE", "is not there, and README.md has no 'license_link' to it");
        }
        for (var key : List.of("library_name", "pipeline_tag", "tags", "base_model")) {
            if (card.value(key).isEmpty()) {
                advice(CARD, "its metadata has no '" + key + "'" + why(key));
            } else {
                ok(CARD, key + " " + card.value(key));
            }
        }
        if (card.text().length() < 100) {
            advice(CARD, "says hardly anything: what the model is for, what it was trained on, how good it is");
        }
    }

    private static String why(String key) {
        return switch (key) {
            case "library_name" -> ", such as transformers: which code to show";
            case "pipeline_tag" -> ", such as text-generation: where it is found";
            case "base_model" -> ": the model it was made of, if it was made of one";
            default -> "";
        };
    }

    private void files() {
        try (Stream<Path> all = Files.list(folder)) {
            for (var file : all.sorted().toList()) {
                var name = String.valueOf(file.getFileName());
                if (Files.isSymbolicLink(file)) {
                    missing(name, "is a link, which git stores as a link; expected the file itself");
                } else if (Files.isRegularFile(file) && Files.size(file) > MAX_FILE) {
                    missing(
                            name,
                            "has " + Quantity.bytes(Files.size(file)) + ", and the hub takes 50 GB a file: "
                                    + "ferkel convert --shard-size 5G cuts it");
                } else if (name.matches(".*\\.(part|incomplete|tmp)")) {
                    advice(name, "is a file that was never finished");
                } else if (name.matches(".*\\.(bin|pt|pth|pkl|ckpt)")) {
                    advice(name, "may hold code that runs when it is loaded; the hub warns of such files");
                }
            }
        } catch (IOException e) {
            throw new FerkelException(folder + ": can't be read: " + e.getMessage(), e);
        }
    }
}
