package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.Folders;
import dev.ferkel.internal.checkpoint.SafetensorsWriter;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.optim.Optimizer;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stage's checkpoints: folders {@code step-00000100} in Hugging Face's layout, with the optimiser's moments and the
 * place in the data beside. One is written aside, synced and renamed, so that whatever has the name is whole.
 */
final class TrainingCheckpoint {
    private static final Pattern NAME = Pattern.compile("step-(\\d{8})");
    private static final String MOMENTS = "optimizer.safetensors";
    private static final String REFERENCE = "reference.safetensors";
    private static final String STATE = "state.json";

    /**
     * Where a run is.
     *
     * @param step steps taken
     * @param updates of the weights, which may be several a step
     * @param tokens learned from
     * @param position in the data
     * @param losses that {@link SpikeWatch} remembers
     */
    record State(int step, int updates, long tokens, long[] position, double[] losses) {
        State(int step, int updates, long tokens, long[] position) {
            this(step, updates, tokens, position, new double[0]);
        }
    }

    private final Path folder;
    private final int keep;

    TrainingCheckpoint(Path folder, int keep) {
        this.folder = folder;
        this.keep = keep;
    }

    /** The newest one; empty where there is none. */
    Optional<Path> latest() {
        var all = all();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    private List<Path> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> NAME.matcher(f.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(f -> f.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new FerkelException(folder + ": can't be read", e);
        }
    }

    /** Writes a model into a folder. */
    @FunctionalInterface
    interface ModelWriter {
        void write(Path folder) throws IOException;
    }

    /**
     * Writes one, then removes what is more than are kept.
     *
     * @param reference weights that lie beside; none where it is empty
     */
    void write(State state, ModelWriter model, Optimizer optimizer, Map<String, Tensor> reference) {
        var target = folder.resolve("step-%08d".formatted(state.step()));
        var aside = folder.resolve(target.getFileName() + ".part");
        try {
            Folders.delete(aside);
            Files.createDirectories(aside);
            model.write(aside);
            SafetensorsWriter.write(aside.resolve(MOMENTS), optimizer.moments(), Map.of());
            if (!reference.isEmpty()) {
                SafetensorsWriter.write(aside.resolve(REFERENCE), reference, Map.of());
            }
            Files.write(aside.resolve(STATE), JsonMapper.shared().writeValueAsBytes(state));
            Folders.delete(target);
            Folders.publish(aside, target);
            var all = new ArrayList<>(all());
            while (all.size() > keep) {
                Folders.delete(all.removeFirst());
            }
        } catch (IOException e) {
            throw new FerkelException(target + ": can't be written: " + e.getMessage(), e);
        }
    }

    /** Where the run was when one was written. */
    static State state(Path checkpoint) {
        var file = checkpoint.resolve(STATE);
        try {
            return JsonMapper.shared().treeToValue(TextFiles.json(file, TextFiles.SMALL), State.class);
        } catch (tools.jackson.core.JacksonException e) {
            throw new FerkelException(file + ": is no state of a run", e);
        }
    }

    /** The reference's weights in a checkpoint, where it has one. */
    static Optional<Path> reference(Path checkpoint) {
        return Optional.of(checkpoint.resolve(REFERENCE)).filter(Files::exists);
    }

    /** Takes over an optimiser's moments. */
    static void readMoments(Path checkpoint, Optimizer optimizer) {
        var file = checkpoint.resolve(MOMENTS);
        try (var moments = Checkpoint.open(file)) {
            optimizer.moments().forEach((name, tensor) -> {
                var found = moments.tensor(name);
                if (found.type() != DType.F32 || !found.hasShape(tensor.shape())) {
                    throw FerkelException.of(
                            "%s: tensor '%s' is %s of shape %s, expected F32 of shape %s",
                            file, name, found.type(), found.shapeText(), tensor.shapeText());
                }
                Memory.copy(found.address(), tensor.address(), tensor.elements());
            });
        }
        optimizer.steps(state(checkpoint).updates());
    }
}
