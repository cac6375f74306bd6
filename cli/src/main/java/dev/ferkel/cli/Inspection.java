package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.chat.ChatTemplate;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.config.ParameterCount;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.engine.TextParts;
import dev.ferkel.internal.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a model's files say about it.
 *
 * @param format GGUF, safetensors, or config where there are no weights
 * @param tensors by their names in the file; empty without weights
 * @param drafts whether a multi-token prediction module is there (without weights: announced)
 * @param tokenizer a line about it, or what is wrong with it; empty if there is none
 * @param problem why the chat template can't be used; empty if it can or there is none
 */
record Inspection(
        String name,
        String format,
        ModelConfig config,
        ParameterCount parameters,
        Map<String, Tensor> tensors,
        boolean drafts,
        String tokenizer,
        Optional<ChatTemplate> template,
        String problem,
        Optional<String> licence) {
    static Inspection of(Path path) {
        if (path.toString().endsWith(".json") || (Files.isDirectory(path) && !hasWeights(path))) {
            var file = Files.isDirectory(path) ? path.resolve("config.json") : path;
            var config = ModelConfig.read(file);
            var folder = file.toAbsolutePath().normalize().getParent();
            return of(folder == null ? file : folder, "config", config, Map.of(), config.mtpLayers() > 0, file);
        }
        try (var checkpoint = Checkpoint.open(path)) {
            var config = checkpoint.config();
            boolean mtp = checkpoint
                    .find("model.layers." + config.layers() + ".eh_proj.weight")
                    .isPresent();
            return of(
                    path,
                    checkpoint.isGguf() ? "GGUF" : "safetensors",
                    config,
                    new LinkedHashMap<>(checkpoint.tensors()),
                    mtp,
                    path);
        }
    }

    private static Inspection of(
            Path named, String format, ModelConfig config, Map<String, Tensor> tensors, boolean drafts, Path files) {
        var text = TextParts.open(files);
        var tokenizer = text.hasTokenizer() ? told(() -> text.tokenizer().describe()) : "";
        Optional<ChatTemplate> template = Optional.empty();
        var problem = "";
        try {
            template = text.template();
        } catch (FerkelException e) {
            problem = String.valueOf(e.getMessage());
        }
        return new Inspection(
                LoadedModel.name(named),
                format,
                config,
                ParameterCount.of(config),
                tensors,
                drafts,
                tokenizer,
                template,
                problem,
                licence(text));
    }

    private static Optional<String> licence(TextParts text) {
        try {
            return text.licence();
        } catch (FerkelException e) {
            return Optional.of("not readable: " + e.getMessage());
        }
    }

    private static String told(Supplier<String> description) {
        try {
            return description.get();
        } catch (FerkelException e) {
            return "not usable: " + e.getMessage();
        }
    }

    private static boolean hasWeights(Path folder) {
        try (var files = Files.list(folder)) {
            return files.anyMatch(f -> f.toString().matches(".*\\.safetensors(\\.index\\.json)?"));
        } catch (IOException e) {
            throw new FerkelException(folder + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** Bytes of all tensors. */
    long bytes() {
        return tensors.values().stream().mapToLong(Tensor::byteSize).sum();
    }

    /** Bytes of an F16 cache for one token. */
    long cacheBytesPerToken() {
        return 2L * config.layers() * config.cacheWidth();
    }

    /** Tensors of one type together. */
    record TypeTotal(String type, long tensors, long elements, long bytes) {}

    /** By falling bytes. */
    java.util.List<TypeTotal> types() {
        var totals = new LinkedHashMap<String, TypeTotal>();
        for (var tensor : tensors.values()) {
            totals.merge(
                    tensor.type().name(),
                    new TypeTotal(tensor.type().name(), 1, tensor.elements(), tensor.byteSize()),
                    (a, b) -> new TypeTotal(
                            a.type(), a.tensors() + b.tensors(), a.elements() + b.elements(), a.bytes() + b.bytes()));
        }
        return totals.values().stream()
                .sorted((a, b) -> Long.compare(b.bytes(), a.bytes()))
                .toList();
    }
}
