package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.Folders;
import dev.ferkel.internal.checkpoint.SafetensorsWriter;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.conversion.HuggingFaceTensors;
import dev.ferkel.internal.conversion.WeightType;
import dev.ferkel.internal.model.Adaptation;
import dev.ferkel.internal.model.Adapter;
import dev.ferkel.internal.model.TensorSource;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.internal.optim.Muon;
import dev.ferkel.internal.optim.Optimizer;
import dev.ferkel.internal.pretrain.Initializer;
import dev.ferkel.internal.pretrain.Precision;
import dev.ferkel.internal.pretrain.Student;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** What every stage that moves weights has: a network, its optimiser, its record, its checkpoints. */
final class Learner implements AutoCloseable {
    private static final String WEIGHTS = "model.safetensors";

    private final Arena arena = Arena.ofShared();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Optional<Tokenizer> tokenizer;
    private final ModelFiles files;
    private final ModelConfig config;
    private final TrainingCheckpoint checkpoints;
    private final RunLog log;
    private final Optional<Path> latest;
    private final Student student;
    private final Gradients gradients;
    private final Optimizer optimizer;
    private final double initializer;
    private final Start start;
    private final Optional<LoraSettings> lora;
    private final Adaptation adaptation;

    /**
     * How a network learns.
     *
     * @param muon the rate's factor of Muon's momentum, or AdamW alone
     * @param precision of products
     * @param initializer deviation of weights from nothing
     * @param keep checkpoints
     * @param lora where an adapter learns
     */
    record Settings(
            AdamW.Settings optimizer,
            OptionalDouble muon,
            Precision precision,
            double initializer,
            int keep,
            Optional<LoraSettings> lora) {}

    /**
     * Takes up the newest checkpoint, or begins.
     *
     * @param place the stage's folder
     */
    Learner(Start start, Optional<Tokenizer> tokenizer, ModelFiles files, Path place, Settings settings) {
        this.start = start;
        this.tokenizer = tokenizer;
        this.files = files;
        initializer = settings.initializer();
        lora = settings.lora();
        config = ModelConfig.read(files.config());
        checkpoints = new TrainingCheckpoint(place.resolve("checkpoints"), settings.keep());
        log = new RunLog(place.resolve("log.jsonl"));
        latest = checkpoints.latest();
        adaptation = lora.map(l -> l.of(config)).orElse(Adaptation.NONE);
        student = Student.of(config, weights(arena, open::add), settings.precision(), adaptation);
        lora.ifPresent(l -> l.checkUsed(student.tensors().keySet()));
        gradients = new Gradients(student.learned().values(), arena);
        optimizer = settings.muon().isPresent()
                ? new Muon(settings.optimizer(), settings.muon().getAsDouble(), student.learned(), gradients, arena)
                : new AdamW(settings.optimizer(), student.learned(), gradients, arena);
    }

    /** Those of the newest checkpoint, or what the stage begins with. */
    private TensorSource weights(Arena memory, Consumer<AutoCloseable> opened) {
        if (lora.isPresent()) {
            return adapted(memory, opened, checkpoints.latest().map(c -> {
                var adapter = Adapter.open(c);
                opened.accept(adapter);
                return (name, shape) -> adapter.find(name);
            }));
        }
        var folder = checkpoints.latest().or(start::model);
        if (folder.isEmpty()) {
            return new Initializer(config, initializer, start.seed(), memory);
        }
        var checkpoint = Checkpoint.open(folder.get());
        opened.accept(checkpoint);
        return TensorSource.of(checkpoint);
    }

    /** What the stage begins with, with an adapter's paths beside it, or new ones. */
    private TensorSource adapted(Arena memory, Consumer<AutoCloseable> opened, Optional<TensorSource.Finder> paths) {
        var base = Checkpoint.open(start.model()
                .orElseThrow(() -> FerkelException.of("an adapter needs a model to adapt: name its folder by 'init'")));
        opened.accept(base);
        return TensorSource.adapted(
                TensorSource.of(base),
                paths.orElse((name, shape) -> Optional.of(Initializer.path(name, start.seed(), memory, shape))));
    }

    /** Where the newest checkpoint is; empty where there is none. */
    Optional<TrainingCheckpoint.State> saved() {
        return checkpoints.latest().map(TrainingCheckpoint::state);
    }

    /** Takes weights and moments of the newest checkpoint again, or those of the beginning. */
    void goBack() {
        var opened = new ArrayList<AutoCloseable>();
        try (var memory = Arena.ofShared()) {
            student.restore(weights(memory, opened::add));
        } finally {
            close(opened);
        }
        var newest = checkpoints.latest();
        if (newest.isPresent()) {
            TrainingCheckpoint.readMoments(newest.get(), optimizer);
        } else {
            optimizer.clear();
        }
    }

    /** The same network with weights of its own: those of a checkpoint's file, or what the stage begins with. */
    Student second(Optional<Path> file) {
        var source = lora.isPresent()
                ? adapted(arena, this::owned, file.map(f -> {
                    var parts = owned(Checkpoint.open(f));
                    return (name, shape) -> parts.find(name);
                }))
                : TensorSource.of(owned(Checkpoint.open(file.orElseGet(start::answering))));
        return Student.of(config, source, Precision.F32, adaptation);
    }

    /** Closes a resource together with this. */
    <T extends AutoCloseable> T owned(T resource) {
        open.add(resource);
        return resource;
    }

    Optional<Tokenizer> tokenizer() {
        return tokenizer;
    }

    ModelFiles files() {
        return files;
    }

    ModelConfig config() {
        return config;
    }

    Student student() {
        return student;
    }

    Gradients gradients() {
        return gradients;
    }

    Optimizer optimizer() {
        return optimizer;
    }

    RunLog log() {
        return log;
    }

    /** The checkpoint that was taken up. */
    Optional<Path> latest() {
        return latest;
    }

    /** Where the run is. The record forgets what came after. */
    TrainingCheckpoint.State resume(TrainingCheckpoint.State beginning) {
        var state = beginning;
        if (latest.isPresent()) {
            state = TrainingCheckpoint.state(latest.get());
            TrainingCheckpoint.readMoments(latest.get(), optimizer);
        }
        log.rewind(state.step());
        return state;
    }

    /** @param reference weights of a reference that go into the checkpoint; empty where there is none */
    void checkpoint(TrainingCheckpoint.State state, Map<String, Tensor> reference) {
        checkpoints.write(
                state,
                lora.isPresent()
                        ? this::writeAdapter
                        : folder -> {
                            files.write(folder, WeightType.F32);
                            SafetensorsWriter.write(folder.resolve(WEIGHTS), student.tensors(), Map.of("format", "pt"));
                        },
                optimizer,
                reference);
    }

    /** Writes what PEFT and its users have in an adapter's folder. */
    private void writeAdapter(Path folder) throws IOException {
        var base = start.answering().toAbsolutePath().normalize();
        files.writeText(folder);
        Adapter.write(
                folder,
                lora.orElseThrow().config(base.toString(), student.tensors().keySet()),
                student.tensors());
    }

    /** Writes the model, or the adapter, to a new folder. */
    void finish(Path output, WeightType types) throws IOException {
        var aside = output.resolveSibling(output.getFileName() + ".part");
        Folders.delete(aside);
        Files.createDirectories(aside);
        if (lora.isPresent()) {
            writeAdapter(aside);
        } else {
            files.write(aside, types);
            SafetensorsWriter.write(
                    aside.resolve(WEIGHTS),
                    HuggingFaceTensors.of(student.tensors(), types),
                    Map.of("format", "pt"),
                    bytes -> {});
        }
        Folders.publish(aside, output);
    }

    private static void close(List<AutoCloseable> resources) {
        for (var resource : resources.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        close(open);
        arena.close();
    }
}
