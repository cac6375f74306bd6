package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.pretrain.Batches;
import dev.ferkel.internal.pretrain.PretrainingStep;
import dev.ferkel.internal.pretrain.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stage that learns the next token, from its newest checkpoint on: pretraining or supervised fine-tuning. */
final class PretrainStage implements AutoCloseable {
    /** Batches in a row that gave no numbers, after which going on makes no sense. */
    private static final int MOST_SKIPPED = 10;

    private final PretrainSettings settings;
    private final RunObserver observer;
    private final Learner learner;
    private final PretrainingStep step;
    private final Batches data;
    private final Optional<HeldOut> heldOut;
    private TrainingCheckpoint.State state;

    PretrainStage(PretrainSettings settings, Curriculum curriculum, Start start, Path place, RunObserver observer)
            throws IOException {
        this.settings = settings;
        this.observer = observer;
        learner = new Learner(start, place, settings.optimizer(), settings.initializer(), settings.keep());
        var student = learner.student();
        step = learner.owned(new PretrainingStep(student, learner.optimizer(), learner.gradients()));
        var tokenizer = learner.tokenizer();
        data = curriculum.batches(settings, tokenizer, learner.config().vocabularySize(), start.seed());
        heldOut = settings.evaluateEvery() == 0
                ? Optional.empty()
                : curriculum.heldOut(settings, tokenizer.orElseThrow(), start.seed());
        state = learner.resume(data.position());
        if (state.step() > 0) {
            data.seek(state.position());
            observer.note("goes on after step %d".formatted(state.step()));
        }
    }

    /** Trains to the end, and writes the model to a new folder. */
    void run(Path output) throws IOException {
        var speed = new Speed(learner.config(), settings);
        int skipped = 0;
        while (state.step() < settings.steps()) {
            long begin = System.nanoTime();
            var batches = batches();
            double rate = settings.schedule().at(state.step());
            var outcome = step.run(batches, rate, settings.weights());
            skipped = outcome.isFinite() ? 0 : skipped + 1;
            if (skipped > 0) {
                observer.note("step %d: the loss or a gradient is no number, the batch is left out"
                        .formatted(state.step() + 1));
                if (skipped > MOST_SKIPPED) {
                    throw FerkelException.of("%d batches in a row gave no numbers: try a lower learning rate", skipped);
                }
            }
            long tokens = (long) settings.batch() * settings.sequence();
            state = new TrainingCheckpoint.State(
                    state.step() + 1, learner.optimizer().steps(), state.tokens() + tokens, data.position());
            record(outcome, rate, speed, System.nanoTime() - begin);
            if (state.step() % settings.checkpointEvery() == 0 && state.step() < settings.steps()) {
                learner.checkpoint(state, Map.of());
            }
        }
        learner.finish(output, settings.published());
    }

    private List<Rows> batches() {
        var batches = new ArrayList<Rows>();
        for (int part = 0; part < settings.accumulate(); part++) {
            batches.add(data.next(settings.batch() / settings.accumulate()));
        }
        return batches;
    }

    private void record(PretrainingStep.Outcome outcome, double rate, Speed speed, long nanos) {
        var model = learner.student().model();
        var entry = new LinkedHashMap<String, Object>();
        entry.put("step", state.step());
        entry.put("tokens", state.tokens());
        entry.put("loss", outcome.main());
        if (model.hasMtp()) {
            entry.put("mtp", outcome.mtp());
        }
        entry.put("balance", outcome.balance());
        entry.put("norm", outcome.norm());
        entry.put("rate", rate);
        entry.putAll(speed.of(nanos));
        entry.put("load", outcome.loads());
        if (heldOut.isPresent() && state.step() % settings.evaluateEvery() == 0) {
            entry.put("bits per byte", heldOut.get().bitsPerByte(model));
        }
        learner.log().append(entry);
        observer.step(state.step(), settings.steps(), entry);
    }

    @Override
    public void close() {
        learner.close();
    }
}
