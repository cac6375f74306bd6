package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.conversion.WeightType;
import dev.ferkel.internal.grpo.DistillationStep;
import dev.ferkel.internal.grpo.Episode;
import dev.ferkel.internal.grpo.Form;
import dev.ferkel.internal.grpo.Group;
import dev.ferkel.internal.grpo.Reference;
import dev.ferkel.internal.model.TensorSource;
import dev.ferkel.internal.pretrain.Precision;
import dev.ferkel.internal.pretrain.Student;
import dev.ferkel.internal.reward.Rules;
import dev.ferkel.internal.teacher.Asker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** On-policy distillation, from its newest checkpoint on. */
final class DistillStage implements AutoCloseable {
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private final DistillSettings settings;
    private final RunObserver observer;
    private final Learner learner;
    private final Asker asker;
    private final DistillationStep step;
    private final Questions questions;
    private final long seed;
    private TrainingCheckpoint.State state;

    DistillStage(DistillSettings settings, Start start, Path place, RunObserver observer) throws IOException {
        this.settings = settings;
        this.observer = observer;
        this.seed = start.seed();
        var folder = start.text();
        var read = start.loadTokenizer();
        var tokenizer =
                read.orElseThrow(() -> FerkelException.of("%s: has no tokenizer.json, but answers are text", folder));
        learner = new Learner(
                start,
                read,
                start.files(place, read),
                place,
                new Learner.Settings(
                        settings.optimizer(),
                        OptionalDouble.empty(),
                        Precision.F32,
                        1,
                        settings.keep(),
                        settings.lora()));
        var student = learner.student();
        asker = learner.owned(new Asker(folder, tokenizer, student.model(), settings.prompts()));
        step = learner.owned(new DistillationStep(student, teacher(folder), learner.optimizer(), learner.gradients()));
        questions = new Questions(settings.problems(), settings.thinking(), seed);
        state = learner.resume(new TrainingCheckpoint.State(0, 0, 0, new long[] {0}));
        if (state.step() > 0) {
            observer.note("goes on after step %d".formatted(state.step()));
        }
    }

    private Reference teacher(Path student) throws IOException {
        var folder = settings.teacher();
        var checkpoint = learner.owned(Checkpoint.open(folder));
        var config = ModelConfig.read(folder.resolve("config.json"));
        var file = "tokenizer.json";
        for (var needed : List.of(folder, student)) {
            if (!Files.exists(needed.resolve(file))) {
                throw FerkelException.of("%s: has no %s, by which teacher and student are compared", needed, file);
            }
        }
        if (config.vocabularySize() != learner.config().vocabularySize()
                || Files.mismatch(folder.resolve(file), student.resolve(file)) >= 0) {
            throw FerkelException.of(
                    "%s: has another tokenizer than the student: distributions can't be compared", folder);
        }
        return learner.owned(new Reference(Student.of(config, TensorSource.of(checkpoint))));
    }

    /** Learns to the end, and writes the model to a new folder. */
    void run(Path output) throws IOException {
        while (state.step() < settings.steps()) {
            step();
            if (state.step() % settings.checkpointEvery() == 0 && state.step() < settings.steps()) {
                learner.checkpoint(state, Map.of());
            }
        }
        learner.finish(output, WeightType.BF16);
    }

    private void step() {
        long begin = System.nanoTime();
        long next = state.position()[0];
        var asked = asker.ask(
                questions.asks(next, settings.prompts()),
                1,
                settings.temperature(),
                settings.maxTokens(),
                seed + MIX * (next + 1));
        long learning = System.nanoTime();
        var episodes = new ArrayList<Episode>();
        for (var one : asked) {
            episodes.addAll(Group.of(
                            one.ask().problem(),
                            one.ask().thinking(),
                            one.prompt(),
                            one.answers(),
                            one.attempts(),
                            new double[1],
                            Form.GRPO)
                    .episodes());
        }
        double rate = settings.schedule().at(state.step());
        var outcome = step.run(episodes, rate);
        if (!Double.isFinite(outcome.norm())) {
            observer.note("step %d: the loss or a gradient is no number, the answers are left out"
                    .formatted(state.step() + 1));
        }
        long end = System.nanoTime();
        long tokens = episodes.stream().mapToLong(e -> e.answer().length).sum();
        state = new TrainingCheckpoint.State(
                state.step() + 1, learner.optimizer().steps(), state.tokens() + tokens, new long[] {
                    next + settings.prompts()
                });
        var entry = new LinkedHashMap<String, Object>();
        entry.put("step", state.step());
        entry.put("tokens", state.tokens());
        entry.put("loss", outcome.divergence());
        entry.put(
                "accuracy",
                episodes.stream().filter(e -> Rules.isRight(e.attempt())).count() / (double) episodes.size());
        entry.put("length", (double) tokens / episodes.size());
        entry.put("norm", outcome.norm());
        entry.put("rate", rate);
        entry.put("seconds", (end - begin) / 1e9);
        entry.put("rollout seconds", (learning - begin) / 1e9);
        entry.put("learning seconds", (end - learning) / 1e9);
        entry.put("tokens per second", tokens * 1e9 / (end - begin));
        if (settings.evaluateEvery() > 0 && state.step() % settings.evaluateEvery() == 0) {
            entry.putAll(questions.evaluated(asker, settings.evaluate(), settings.maxTokens()));
        }
        learner.log().append(entry);
        observer.step(state.step(), settings.steps(), entry);
    }

    @Override
    public void close() {
        learner.close();
    }
}
