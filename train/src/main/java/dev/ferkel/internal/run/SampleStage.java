package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Folders;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.reward.Attempt;
import dev.ferkel.internal.reward.Rules;
import dev.ferkel.internal.teacher.EndpointTeacher;
import dev.ferkel.internal.teacher.LocalTeacher;
import dev.ferkel.internal.teacher.Teacher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Writes conversations with right answers, a line each, from where it was interrupted on. */
final class SampleStage {
    static final String FILE = "samples.jsonl";

    /** What a run calls the model that comes out: no name. */
    private static final String FINAL = "final";

    /** Problems that are asked together. */
    private static final int CHUNK = 32;

    private static final long MIX = 0x9e3779b97f4a7c15L;

    private final SampleSettings settings;
    private final Path place;
    private final RunObserver observer;
    private final Questions questions;
    private final long seed;

    SampleStage(SampleSettings settings, long seed, Path place, RunObserver observer) {
        this.settings = settings;
        this.place = place;
        this.observer = observer;
        this.seed = seed;
        questions = new Questions(settings.problems(), settings.thinking(), seed);
    }

    /** @param model of the stage before */
    void run(Optional<Path> model, Path output) throws IOException {
        var log = new RunLog(place.resolve("log.jsonl"));
        var lines = new RunLog(place.resolve(FILE));
        int chunks = (settings.count() + CHUNK - 1) / CHUNK;
        int done = log.lastStep();
        lines.rewind(done);
        log.rewind(done);
        long kept = lines.size();
        try (var teacher = teacher(model)) {
            for (int chunk = done; chunk < chunks; chunk++) {
                long begin = System.nanoTime();
                int first = chunk * CHUNK;
                var asks = questions.asks(first, Math.min(CHUNK, settings.count() - first));
                var answers = teacher.answer(
                        asks,
                        settings.samples(),
                        settings.temperature(),
                        settings.maxTokens(),
                        seed + MIX * (first + 1L));
                int right = 0;
                long tokens = 0;
                for (int i = 0; i < asks.size(); i++) {
                    right +=
                            (int) answers.get(i).stream().filter(Rules::isRight).count();
                    tokens += answers.get(i).stream().mapToLong(Attempt::tokens).sum();
                    for (var sample : Sample.of(first + i, answers.get(i), settings.keep())) {
                        lines.append(sample.line(chunk + 1, teacher.name(), seed, settings.temperature()));
                        kept++;
                    }
                }
                var entry = new LinkedHashMap<String, Object>();
                double seconds = (System.nanoTime() - begin) / 1e9;
                entry.put("step", chunk + 1);
                entry.put("kept", kept);
                entry.put("accuracy", (double) right / (asks.size() * settings.samples()));
                entry.put("seconds", seconds);
                entry.put("tokens per second", tokens / seconds);
                log.append(entry);
                observer.step(chunk + 1, chunks, entry);
            }
        }
        if (kept == 0) {
            throw FerkelException.of("none of the answers was right, readable and, where asked to be, thought about: "
                    + "take another teacher, or 'thinking: 0' for one that doesn't show its thoughts");
        }
        var aside = output.resolveSibling(output.getFileName() + ".part");
        Folders.delete(aside);
        Files.createDirectories(aside);
        Files.copy(place.resolve(FILE), aside.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
        Folders.publish(aside, output);
    }

    private Teacher teacher(Optional<Path> model) {
        if (settings.endpoint().isPresent()) {
            var key = settings.keyVariable().map(v -> {
                var value = System.getenv(v);
                if (value == null) {
                    throw FerkelException.of("the environment has no variable %s, which is to hold the key", v);
                }
                return value;
            });
            return new EndpointTeacher(settings.endpoint().get(), settings.model(), key);
        }
        var folder = settings.teacher()
                .or(() -> model)
                .orElseThrow(() -> FerkelException.of("there is no model yet to sample from: name a 'teacher'"));
        return new LocalTeacher(folder, name(folder));
    }

    /** A stage of this run is called by its place in it, another model by its name: where a machine has it says nothing. */
    private String name(Path model) {
        var run = place.toAbsolutePath().normalize().getParent();
        var folder = model.toAbsolutePath().normalize();
        if (run != null && folder.startsWith(run)) {
            return run.relativize(folder).toString().replace('\\', '/');
        }
        var other = folder.endsWith(FINAL) ? folder.getParent() : null;
        return other == null ? LoadedModel.name(folder) : LoadedModel.name(other) + "/" + FINAL;
    }
}
