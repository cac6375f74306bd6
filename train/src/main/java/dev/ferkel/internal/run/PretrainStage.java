package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.pretrain.PretrainingStep;
import dev.ferkel.internal.pretrain.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A stage that learns the next token, from its newest checkpoint on: pretraining or supervised fine-tuning. */
final class PretrainStage implements AutoCloseable {
    /** How often a run goes back to the same checkpoint before going on makes no sense. */
    private static final int MOST_RETURNS = 5;

    private static final String LEFT_OUT = "left out";

    private final PretrainSettings settings;
    private final RunObserver observer;
    private final Learner learner;
    private final PretrainingStep step;
    private final Feed feed;
    private final TrainingCheckpoint.State beginning;
    private final SpikeWatch watch;
    /** What the log says of returns to the newest checkpoint. */
    private final List<Map<String, Object>> returns = new ArrayList<>();

    private final int end;
    private TrainingCheckpoint.State state;

    /** @param most steps that are taken at most, however many the stage has */
    PretrainStage(
            PretrainSettings settings, Curriculum curriculum, Start start, Path place, RunObserver observer, int most)
            throws IOException {
        this.observer = observer;
        var tokenizer = start.loadTokenizer();
        var files = settings.extension().isPresent()
                ? start.files(place, tokenizer, settings.extension().get(), settings.sequence())
                : start.files(place, tokenizer);
        learner = new Learner(
                start,
                tokenizer,
                files,
                place,
                new Learner.Settings(
                        settings.optimizer(),
                        settings.muon(),
                        settings.precision(),
                        settings.initializer(),
                        settings.keep(),
                        settings.lora()));
        step = learner.owned(new PretrainingStep(
                learner.student(), learner.optimizer(), learner.gradients(), settings.recomputes()));
        feed = curriculum.feed(settings, learner, place, start.seed());
        this.settings =
                feed.steps().isPresent() ? settings.withSteps(feed.steps().getAsInt()) : settings;
        end = Math.min(most, this.settings.steps());
        beginning = new TrainingCheckpoint.State(0, 0, 0, feed.batches().position());
        state = learner.resume(beginning);
        watch = new SpikeWatch(settings.spike());
        watch.restore(state.losses());
        if (state.step() > 0) {
            feed.batches().seek(state.position());
            observer.note("goes on after step %d".formatted(state.step()));
        }
    }

    /** Trains to the end, and writes the model to a new folder. */
    void run(Path output) throws IOException {
        var speed = new Speed(learner.config(), settings);
        while (state.step() < end) {
            long begin = System.nanoTime();
            long before = feed.batches().leftOut();
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
                    state.step() + 1,
                    learner.optimizer().steps(),
                    state.tokens() + tokens,
                    feed.batches().position(),
                    watch.recent());
            record(
                    outcome,
                    rate,
                    speed.of(tokens, System.nanoTime() - begin),
                    feed.batches().leftOut() - before);
            if (state.step() % settings.checkpointEvery() == 0 && state.step() < end && watch.isCalm()) {
                learner.checkpoint(state, Map.of());
                returns.clear();
            }
        }
        long leftOut = Math.round(learner.log().sum(LEFT_OUT));
        if (leftOut > 0) {
            observer.note("%d examples were longer than a row of %d and left out: 'sequence' is a row's length"
                    .formatted(leftOut, settings.sequence()));
        }
        learner.finish(output, settings.published());
    }

    /**
     * To the newest checkpoint, but not to its place in the data: what was learned from since is left out. All of this
     * follows from the checkpoint, so that a run that is killed and goes on from there does the same.
     */
    private void goBack(String why) {
        int at = state.step() + 1;
        var before = learner.saved().orElse(beginning);
        if (returns.size() == MOST_RETURNS) {
            throw FerkelException.of(
                    "step %d: %s, after going back to step %d %d times: try a lower learning rate",
                    at, why, before.step(), MOST_RETURNS);
        }
        observer.note(
                "step %d: %s; goes back to step %d and leaves out the data since".formatted(at, why, before.step()));
        learner.goBack();
        watch.restore(before.losses());
        state = new TrainingCheckpoint.State(
                before.step(), before.updates(), before.tokens(), feed.batches().position(), before.losses());
        learner.log().rewind(state.step());
        returns.add(Map.of("step", state.step() + 1, "back from", at, "because", why));
        returns.forEach(learner.log()::append);
    }

    private List<Rows> batches() {
        var batches = new ArrayList<Rows>();
        for (int part = 0; part < settings.accumulate(); part++) {
            batches.add(feed.batches().next(settings.batchAt(state.step()) / settings.accumulate()));
        }
        return batches;
    }

    private void record(PretrainingStep.Outcome outcome, double rate, Map<String, Double> speed, long leftOut) {
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
        entry.putAll(speed);
        entry.put("load", outcome.loads());
        if (leftOut > 0) {
            entry.put(LEFT_OUT, leftOut);
        }
        if (feed.heldOut().isPresent() && state.step() % settings.evaluateEvery() == 0) {
            entry.put("bits per byte", feed.heldOut().get().bitsPerByte(model));
        }
        learner.log().append(entry);
        observer.step(state.step(), settings.steps(), entry);
    }

    @Override
    public void close() {
        learner.close();
    }
}
