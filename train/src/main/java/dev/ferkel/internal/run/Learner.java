package dev.ferkel.internal.run;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.Folders;
import dev.ferkel.internal.checkpoint.SafetensorsWriter;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.conversion.HuggingFaceTensors;
import dev.ferkel.internal.conversion.WeightType;
import dev.ferkel.internal.model.TensorSource;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.internal.pretrain.Initializer;
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

/** What every stage that moves weights has: a network, its optimiser, its record, its checkpoints. */
final class Learner implements AutoCloseable {
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
    private final AdamW optimizer;

    /**
     * Takes up the newest checkpoint, or begins.
     *
     * @param place the stage's folder
     * @param initializer deviation of weights from nothing
     * @param keep checkpoints
     */
    Learner(Start start, Path place, AdamW.Settings settings, double initializer, int keep) throws IOException {
        tokenizer = start.loadTokenizer();
        files = start.files(place, tokenizer);
        config = ModelConfig.read(files.config());
        checkpoints = new TrainingCheckpoint(place.resolve("checkpoints"), keep);
        log = new RunLog(place.resolve("log.jsonl"));
        latest = checkpoints.latest();
        student = Student.of(config, weights(latest.or(start::model), initializer, start.seed()));
        gradients = new Gradients(student.learned().values(), arena);
        optimizer = new AdamW(settings, student.learned(), gradients, arena);
    }

    private TensorSource weights(Optional<Path> folder, double initializer, long seed) {
        return folder.isEmpty() ? new Initializer(config, initializer, seed, arena) : weights(folder.get());
    }

    private TensorSource weights(Path folder) {
        return TensorSource.of(owned(Checkpoint.open(folder)));
    }

    /** The same network with weights of its own: those of a checkpoint's file, or of a model's folder. */
    Student second(Path weights) {
        return Student.of(config, weights(weights));
    }

    /** Closes a resource together with this. */
    <T extends AutoCloseable> T owned(T resource) {
        open.add(resource);
        return resource;
    }

    Optional<Tokenizer> tokenizer() {
        return tokenizer;
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

    AdamW optimizer() {
        return optimizer;
    }

    RunLog log() {
        return log;
    }

    /** The checkpoint that was taken up. */
    Optional<Path> latest() {
        return latest;
    }

    /** Where the run is; {@code position} where it begins. The record forgets what came after. */
    TrainingCheckpoint.State resume(long[] position) {
        var state = new TrainingCheckpoint.State(0, 0, 0, position);
        if (latest.isPresent()) {
            state = TrainingCheckpoint.state(latest.get());
            TrainingCheckpoint.readMoments(latest.get(), optimizer);
        }
        log.rewind(state.step());
        return state;
    }

    /** @param reference weights of a reference that go into the checkpoint; empty where there is none */
    void checkpoint(TrainingCheckpoint.State state, Map<String, Tensor> reference) {
        checkpoints.write(state, student.tensors(), optimizer, files, reference);
    }

    /** Writes the model to a new folder. */
    void finish(Path output, WeightType types) throws IOException {
        var aside = output.resolveSibling(output.getFileName() + ".part");
        Folders.delete(aside);
        Files.createDirectories(aside);
        files.write(aside);
        SafetensorsWriter.write(
                aside.resolve("model.safetensors"),
                HuggingFaceTensors.of(student.tensors(), types),
                Map.of("format", "pt"),
                bytes -> {});
        Folders.publish(aside, output);
    }

    @Override
    public void close() {
        for (var resource : open.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        arena.close();
    }
}
