package dev.ferkel.internal.model;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.SafetensorsWriter;
import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import tools.jackson.databind.json.JsonMapper;

/**
 * A LoRA adapter as Hugging Face's PEFT saves it: a folder with {@code adapter_config.json} and
 * {@code adapter_model.safetensors}. All of it is checked when it is opened, but whether a model has what it adapts.
 */
public final class Adapter implements AutoCloseable {
    private static final String CONFIG = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PICKLED = "adapter_model.bin";
    private static final String PREFIX = "base_model.model.";

    private final Path folder;
    private final AdapterConfig config;
    private final Checkpoint checkpoint;
    private final Arena arena = Arena.ofShared();
    private final LinkedHashMap<String, LowRank> paths = new LinkedHashMap<>();

    private Adapter(Path folder, AdapterConfig config, Checkpoint checkpoint) {
        this.folder = folder;
        this.config = config;
        this.checkpoint = checkpoint;
    }

    /** Whether a folder is an adapter. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(CONFIG));
    }

    /** @throws FerkelException that names the file and what is wrong with it */
    public static Adapter open(Path folder) {
        if (!isIn(folder)) {
            throw FerkelException.of("%s: is no folder with %s", folder, CONFIG);
        }
        var file = folder.resolve(WEIGHTS);
        if (!Files.exists(file) && Files.exists(folder.resolve(PICKLED))) {
            throw FerkelException.of(
                    "%s: has no %s, only %s, a pickle, which can run code when it is read: have PEFT save it anew",
                    folder, WEIGHTS, PICKLED);
        }
        var config = AdapterConfig.read(folder.resolve(CONFIG));
        var adapter = new Adapter(folder, config, Checkpoint.open(file));
        try {
            adapter.read(file);
            return adapter;
        } catch (RuntimeException e) {
            adapter.close();
            throw e;
        }
    }

    private void read(Path file) {
        for (var name : checkpoint.tensors().keySet()) {
            var plain = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : "";
            if (!LowRank.isPart(plain)) {
                throw FerkelException.of(
                        "%s: tensor '%s' is no part of a LoRA, expected %sMODULE.lora_A.weight or lora_B",
                        file, name, PREFIX);
            }
            var module = LowRank.module(plain);
            if (!paths.containsKey(module)) {
                var a = part(file, LowRank.nameOfA(module));
                var b = part(file, LowRank.nameOfB(module));
                if (a.dim(0) != config.rank() || b.dim(1) != config.rank()) {
                    throw FerkelException.of(
                            "%s: '%s' has A %s and B %s, expected [%d, in] and [out, %d] by %s",
                            file, module, a.shapeText(), b.shapeText(), config.rank(), config.rank(), CONFIG);
                }
                paths.put(module, new LowRank(a, b, config.scale()));
            }
        }
        if (paths.isEmpty()) {
            throw FerkelException.of("%s: has no tensor", file);
        }
    }

    private Tensor part(Path file, String name) {
        var tensor = checkpoint
                .find(PREFIX + name)
                .orElseThrow(() -> FerkelException.of("%s: tensor '%s' is missing", file, PREFIX + name));
        boolean plain = tensor.type() == DType.F32 || tensor.type() == DType.F16 || tensor.type() == DType.BF16;
        if (!plain || tensor.rank() != 2) {
            throw FerkelException.of(
                    "%s: tensor '%s' is %s, expected a matrix in F32, F16 or BF16", file, PREFIX + name, tensor);
        }
        return Formats.toF32(tensor, arena);
    }

    /** @throws FerkelException if a model lacks what this adapts, or has it in another shape */
    public void checkFits(Checkpoint model) {
        paths.forEach((module, path) -> {
            // a head that is the embedding has no name of its own
            var found = model.find(module + ".weight")
                    .or(() -> module.equals("lm_head") ? model.find("model.embed_tokens.weight") : Optional.empty());
            var weight = found.orElseThrow(() -> FerkelException.of(
                    "%s: adapts '%s', which %s doesn't have: it is another model's", folder, module, model.path()));
            if (!weight.hasShape(new long[] {path.b().dim(0), path.a().dim(1)})) {
                throw FerkelException.of(
                        "%s: adapts '%s' of shape [%d, %d], but that of %s is %s: it is another model's",
                        folder, module, path.b().dim(0), path.a().dim(1), model.path(), weight.shapeText());
            }
        });
    }

    public Path folder() {
        return folder;
    }

    public AdapterConfig config() {
        return config;
    }

    /** Names of the matrices it adapts, without {@code .weight}. */
    public SequencedSet<String> modules() {
        return Collections.unmodifiableSequencedSet(paths.sequencedKeySet());
    }

    /** What is beside a matrix, by its name without {@code .weight}; valid until {@link #close}. */
    public Optional<LowRank> path(String module) {
        return Optional.ofNullable(paths.get(module));
    }

    /** An A or B by its name in a network. */
    public Optional<Tensor> find(String name) {
        return path(LowRank.module(name)).map(p -> LowRank.isA(name) ? p.a() : p.b());
    }

    /** Writes one into a folder, tensors by their names in a network. */
    public static void write(Path folder, AdapterConfig config, Map<String, Tensor> tensors) throws IOException {
        var named = new LinkedHashMap<String, Tensor>();
        tensors.forEach((name, tensor) -> named.put(PREFIX + name, tensor));
        SafetensorsWriter.write(folder.resolve(WEIGHTS), named, Map.of("format", "pt"));
        Files.write(
                folder.resolve(CONFIG),
                JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(config.json()));
    }

    @Override
    public void close() {
        checkpoint.close();
        arena.close();
    }
}
