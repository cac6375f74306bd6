package dev.ferkel.internal.engine;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.chat.ChatTemplate;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.sampling.Sampling;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The parts of a model that are about text, from GGUF metadata or the files of a Hugging Face folder. They need no
 * weights. Each is read when first asked for. Safe for several threads.
 */
public final class TextParts {
    private static final String TEMPLATE_KEY = "tokenizer.chat_template";
    private static final Pattern LICENCE = Pattern.compile("(?m)^license(?:_name)?:[ \\t]*['\"]?([\\w.+-]+)");

    private final Path path;
    private final boolean gguf;
    private final Map<String, Object> metadata;
    /** Those of an adapter, which come first. */
    private final Optional<TextParts> adapter;

    private @Nullable Tokenizer tokenizer;
    private @Nullable ChatTemplate template;
    private boolean templateRead;

    private TextParts(Path path, boolean gguf, Map<String, Object> metadata, Optional<Path> adapter) {
        this.path = path;
        this.gguf = gguf;
        this.metadata = metadata;
        this.adapter = adapter.map(TextParts::open);
    }

    /** @param adapter a folder whose tokenizer, template and end tokens count where it has some */
    static TextParts of(Checkpoint checkpoint, Optional<Path> adapter) {
        return new TextParts(checkpoint.path(), checkpoint.isGguf(), checkpoint.metadata(), adapter);
    }

    /** Of a GGUF file, a folder, or the files beside the one that is named (such as a {@code tokenizer.json}). */
    public static TextParts open(Path path) {
        var name = path.toString();
        if (Files.isDirectory(path) || name.endsWith(".json") || name.endsWith(".safetensors")) {
            return new TextParts(path, false, Map.of(), Optional.empty());
        }
        try (var checkpoint = Checkpoint.open(path)) {
            return of(checkpoint, Optional.empty());
        }
    }

    /** Whether there is anything that {@link #tokenizer} could read. */
    public boolean hasTokenizer() {
        return adaptersTokenizer().isPresent()
                || (gguf ? metadata.containsKey("tokenizer.ggml.model") : Files.exists(beside("tokenizer.json")));
    }

    private Optional<TextParts> adaptersTokenizer() {
        return adapter.filter(TextParts::hasTokenizer);
    }

    /** @throws FerkelException if the files hold no byte-level BPE tokenizer */
    public synchronized Tokenizer tokenizer() {
        if (tokenizer == null) {
            var first = adaptersTokenizer();
            tokenizer = first.isPresent() ? first.get().tokenizer() : readTokenizer();
        }
        return tokenizer;
    }

    /** Begins to read the tokenizer on a thread of its own; what is wrong with it, {@link #tokenizer} says. */
    void readAhead() {
        if (hasTokenizer()) {
            Thread.ofPlatform().daemon().name("ferkel-tokenizer").start(() -> {
                try {
                    tokenizer();
                } catch (RuntimeException ignored) {
                    // whoever asks for it reads again, and is told
                }
            });
        }
    }

    private Tokenizer readTokenizer() {
        return gguf ? Tokenizer.fromGguf(path.toString(), metadata) : Tokenizer.load(beside("tokenizer.json"));
    }

    /** The model's own chat template. */
    public synchronized Optional<ChatTemplate> template() {
        if (!templateRead) {
            template = adapter.flatMap(TextParts::template).orElseGet(this::readTemplate);
            templateRead = true;
        }
        return Optional.ofNullable(template);
    }

    private @Nullable ChatTemplate readTemplate() {
        if (gguf) {
            return metadata.get(TEMPLATE_KEY) instanceof String source
                    ? ChatTemplate.of(
                            TEMPLATE_KEY,
                            source,
                            text(tokenizer().bos()),
                            text(tokenizer().eos()))
                    : null;
        }
        var file = beside("chat_template.jinja");
        var configFile = beside("tokenizer_config.json");
        var config = json(configFile);
        var source = Files.exists(file) ? TextFiles.read(file, TextFiles.SMALL) : named(config.path("chat_template"));
        if (source == null) {
            return null;
        }
        var name = Files.exists(file) ? file : configFile;
        return ChatTemplate.of(
                name.toString(), source, token(config.path("bos_token")), token(config.path("eos_token")));
    }

    private @Nullable String text(OptionalInt id) {
        return id.isPresent() ? tokenizer().piece(id.getAsInt()) : null;
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

    /** Ids that end an answer: the tokenizer's where there is one, and those of the folder's configs. */
    public Set<Integer> endOfGeneration() {
        var ends = new TreeSet<>(hasTokenizer() ? tokenizer().endOfGeneration() : Set.<Integer>of());
        adapter.ifPresent(a -> ends.addAll(a.endOfGeneration()));
        if (!gguf) {
            var generation = json(beside("generation_config.json"));
            var eos = generation.has("eos_token_id")
                    ? generation.path("eos_token_id")
                    : json(beside("config.json")).path("eos_token_id");
            if (eos.isInt()) {
                ends.add(eos.asInt());
            }
            eos.valueStream().filter(JsonNode::isInt).forEach(id -> ends.add(id.asInt()));
        }
        return ends;
    }

    /**
     * How the model's makers sample: from generation_config.json or GGUF's {@code general.sampling.*}. What they leave
     * open is temperature 0.6 and top-p 0.95 where the template reasons, as DeepSeek advises for R1, otherwise 0.7 and
     * 0.95.
     */
    public Sampling suggestedSampling(long seed) {
        var generation = gguf ? JsonMapper.shared().createObjectNode() : json(beside("generation_config.json"));
        boolean greedy = generation.path("do_sample").isBoolean()
                && !generation.path("do_sample").asBoolean();
        boolean reasons = template().map(ChatTemplate::reasons).orElse(false);
        double temperature = suggested(generation, "temperature", "temp", reasons ? 0.6 : 0.7);
        try {
            return new Sampling(
                    greedy ? 0f : (float) temperature,
                    (int) Math.max(0, suggested(generation, "top_k", "top_k", 0)),
                    (float) suggested(generation, "top_p", "top_p", 0.95),
                    (float) suggested(generation, "min_p", "min_p", 0),
                    seed);
        } catch (FerkelException e) {
            throw new FerkelException(path + ": the suggested " + e.getMessage(), e);
        }
    }

    private double suggested(JsonNode generation, String key, String ggufKey, double otherwise) {
        if (metadata.get("general.sampling." + ggufKey) instanceof Number number) {
            return number.doubleValue();
        }
        return generation.path(key).isNumber() ? generation.path(key).asDouble() : otherwise;
    }

    /** The licence the files state: GGUF's {@code general.license}, the model card's, or a licence file's first line. */
    public Optional<String> licence() {
        if (gguf) {
            return Optional.ofNullable(metadata.get("general.license")).map(Object::toString);
        }
        var card = beside("README.md");
        if (Files.exists(card)) {
            var found = LICENCE.matcher(TextFiles.read(card, TextFiles.SMALL));
            if (found.find()) {
                return Optional.of(found.group(1));
            }
        }
        var file = beside("LICENSE");
        return Files.exists(file)
                ? TextFiles.read(file, TextFiles.SMALL)
                        .lines()
                        .map(String::strip)
                        .filter(l -> !l.isEmpty())
                        .findFirst()
                : Optional.empty();
    }

    /** A file that belongs to the weights: in their folder, or beside the one that was opened. */
    private Path beside(String name) {
        return Files.isDirectory(path) ? path.resolve(name) : path.resolveSibling(name);
    }

    private static JsonNode json(Path file) {
        if (!Files.exists(file)) {
            return JsonMapper.shared().createObjectNode();
        }
        return TextFiles.json(file, TextFiles.SMALL);
    }
}
