package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.SafetensorsWriter;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.model.TensorSource;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.internal.optim.Muon;
import dev.ferkel.internal.optim.Optimizer;
import dev.ferkel.internal.pretrain.Initializer;
import dev.ferkel.internal.pretrain.PretrainingStep;
import dev.ferkel.internal.pretrain.Rows;
import dev.ferkel.internal.pretrain.Student;
import dev.ferkel.internal.rows.RowSource;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A pretraining stage, from its newest checkpoint on. */
final class PretrainStage implements AutoCloseable {
    /** How often a run goes back to the same checkpoint before going on makes no sense. */
    private static final int MOST_RETURNS = 5;

    private final PretrainSettings settings;
    private final Start start;
    private final RunObserver observer;
    private final Arena arena = Arena.ofShared();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Optional<Tokenizer> tokenizer;
    private final ModelFiles files;
    private final ModelConfig config;
    private final TrainingCheckpoint checkpoints;
    private final RunLog log;
    private final Student student;
    private final Optimizer optimizer;
    private final PretrainingStep step;
    private final RowSource data;
    private final TrainingCheckpoint.State beginning;
    private final Optional<HeldOut> heldOut;
    private final SpikeWatch watch;
    /** What the log says of returns to the newest checkpoint. */
    private final List<Map<String, Object>> returns = new ArrayList<>();

    private TrainingCheckpoint.State state;

    PretrainStage(PretrainSettings settings, Start start, Path place, RunObserver observer) throws IOException {
        this.settings = settings;
        this.start = start;
        this.observer = observer;
        tokenizer = start.loadTokenizer();
        files = settings.extension().isPresent()
                ? start.files(place, tokenizer, settings.extension().get(), settings.sequence())
                : start.files(place, tokenizer);
        config = ModelConfig.read(files.config());
        checkpoints = new TrainingCheckpoint(place.resolve("checkpoints"), settings.keep());
        log = new RunLog(place.resolve("log.jsonl"));
        watch = new SpikeWatch(settings.spike());
        var latest = checkpoints.latest();
        student = Student.of(config, weights(arena, open::add), settings.precision());
        var gradients = new Gradients(student.learned().values(), arena);
        optimizer = settings.muon().isPresent()
                ? new Muon(settings.optimizer(), settings.muon().getAsDouble(), student.learned(), gradients, arena)
                : new AdamW(settings.optimizer(), student.learned(), gradients, arena);
        step = new PretrainingStep(student, optimizer, gradients, settings.recomputes());
        open.add(step);
        var sources = new Sources(
                settings.data(),
                settings.cleaning(),
                place.resolve("data"),
                files,
                tokenizer,
                config.vocabularySize(),
                start.seed());
        open.add(sources);
        data = sources.rows(settings.sequence() + 1);
        heldOut = settings.evaluateEvery() == 0
                ? Optional.empty()
                : Optional.of(new HeldOut(sources.heldOut(), tokenizer.orElseThrow(), settings.sequence()));
        beginning = new TrainingCheckpoint.State(0, 0, data.position());
        state = latest.map(TrainingCheckpoint::state).orElse(beginning);
        if (latest.isPresent()) {
            TrainingCheckpoint.readMoments(latest.get(), optimizer, state.step());
            data.seek(state.position());
            observer.note("goes on after step %d".formatted(state.step()));
        }
        watch.restore(state.losses());
        log.rewind(state.step());
    }

    /** Those of the newest checkpoint, or what the stage begins with. */
    private TensorSource weights(Arena memory, Consumer<AutoCloseable> opened) {
        var folder = checkpoints.latest().or(start::model);
        if (folder.isEmpty()) {
            return new Initializer(config, settings.initializer(), start.seed(), memory);
        }
        var checkpoint = Checkpoint.open(folder.get());
        opened.accept(checkpoint);
        return TensorSource.of(checkpoint);
    }

    /** Trains to the end, and writes the model to a new folder. */
    void run(Path output) throws IOException {
        var speed = new Speed(config, settings);
        while (state.step() < settings.steps()) {
            long begin = System.nanoTime();
            var batches = batches();
            double rate = settings.schedule().at(state.step());
            var outcome = step.run(batches, rate, settings.weights());
            var wrong = watch.see(outcome);
            if (wrong.isPresent()) {
                goBack(wrong.get());
                continue;
            }
            long tokens = (long) settings.batchAt(state.step()) * settings.sequence();
            state = new TrainingCheckpoint.State(
                    state.step() + 1, state.tokens() + tokens, data.position(), watch.recent());
            record(outcome, rate, speed.of(tokens, System.nanoTime() - begin));
            if (state.step() % settings.checkpointEvery() == 0 && state.step() < settings.steps() && watch.isCalm()) {
                checkpoints.write(state, student.tensors(), optimizer, files);
                returns.clear();
            }
        }
        finish(output);
    }

    /**
     * To the newest checkpoint, but not to its place in the data: what was learned from since is left out. All of this
     * follows from the checkpoint, so that a run that is killed and goes on from there does the same.
     */
    private void goBack(String why) throws IOException {
        int at = state.step() + 1;
        var latest = checkpoints.latest();
        var before = latest.map(TrainingCheckpoint::state).orElse(beginning);
        if (returns.size() == MOST_RETURNS) {
            throw FerkelException.of(
                    "step %d: %s, after going back to step %d %d times: try a lower learning rate",
                    at, why, before.step(), MOST_RETURNS);
        }
        observer.note(
                "step %d: %s; goes back to step %d and leaves out the data since".formatted(at, why, before.step()));
        var opened = new ArrayList<AutoCloseable>();
        try (var memory = Arena.ofShared()) {
            student.restore(weights(memory, opened::add));
        } finally {
            close(opened);
        }
        if (latest.isPresent()) {
            TrainingCheckpoint.readMoments(latest.get(), optimizer, before.step());
        } else {
            optimizer.clear();
        }
        watch.restore(before.losses());
        state = new TrainingCheckpoint.State(before.step(), before.tokens(), data.position(), before.losses());
        log.rewind(state.step());
        returns.add(Map.of("step", state.step() + 1, "back from", at, "because", why));
        returns.forEach(log::append);
    }

    private List<Rows> batches() {
        var batches = new ArrayList<Rows>();
        for (int part = 0; part < settings.accumulate(); part++) {
            var rows = new ArrayList<int[]>();
            for (int i = 0; i < settings.batchAt(state.step()) / settings.accumulate(); i++) {
                rows.add(data.next());
            }
            var end = tokenizer.map(t -> t.eos().orElse(-1)).orElse(-1);
            batches.add(settings.masksDocuments() ? Rows.byDocument(rows, end) : Rows.whole(rows));
        }
        return batches;
    }

    private void record(PretrainingStep.Outcome outcome, double rate, Map<String, Double> speed) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("step", state.step());
        entry.put("tokens", state.tokens());
        entry.put("loss", outcome.main());
        if (student.model().hasMtp()) {
            entry.put("mtp", outcome.mtp());
        }
        entry.put("balance", outcome.balance());
        entry.put("norm", outcome.norm());
        entry.put("rate", rate);
        entry.putAll(speed);
        entry.put("load", outcome.loads());
        if (heldOut.isPresent() && state.step() % settings.evaluateEvery() == 0) {
            entry.put("bits per byte", heldOut.get().bitsPerByte(student.model()));
        }
        log.append(entry);
        observer.step(state.step(), settings.steps(), entry);
    }

    private void finish(Path output) throws IOException {
        var aside = output.resolveSibling(output.getFileName() + ".part");
        Folders.delete(aside);
        Files.createDirectories(aside);
        files.write(aside);
        try (var layout = new WeightLayout(settings.published())) {
            SafetensorsWriter.write(
                    aside.resolve("model.safetensors"), layout.tensors(student.tensors()), Map.of("format", "pt"));
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
