package dev.ferkel.internal.grpo;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.engine.Answer;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.Generation;
import dev.ferkel.internal.engine.Request;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.ops.LatentForm;
import dev.ferkel.internal.sampling.Sampling;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Answers by the network that learns, with its own weights: keys and values are kept as the learner's pass computes them,
 * in F32, so that log-probabilities are the learner's own, to the bit.
 */
public final class Rollouts implements AutoCloseable {
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private final Engine engine;
    private final Set<Integer> ends;

    /**
     * @param ends ids that end an answer
     * @param running answers that are generated at the same time
     */
    public Rollouts(Model model, Tokenizer tokenizer, Set<Integer> ends, int running) {
        this.ends = Set.copyOf(ends);
        var options = EngineOptions.builder()
                .cacheType(DType.F32)
                .latentForm(LatentForm.KEPT)
                .maxRunning(running)
                .build();
        engine = new Engine(model, Optional.of(tokenizer), options);
    }

    /**
     * Answers prompts, a group each; a function of the weights and the seed alone.
     *
     * @param group answers a prompt
     * @param temperature 0 takes the most likely tokens
     * @param maxTokens an answer may have
     */
    public List<List<Answer>> run(List<int[]> prompts, int group, float temperature, int maxTokens, long seed) {
        // what the cache holds was computed with older weights
        engine.clearPrefixes();
        var running = new ArrayList<Generation>();
        var answers = new ArrayList<List<Answer.Builder>>();
        for (int i = 0; i < prompts.size(); i++) {
            int room = engine.context() - prompts.get(i).length;
            if (room < 1) {
                throw FerkelException.of(
                        "a prompt has %d tokens, but the model's context %d", prompts.get(i).length, engine.context());
            }
            running.add(engine.submit(Request.builder(prompts.get(i))
                    .sampling(new Sampling(temperature, 0, 1f, 0f, seed + MIX * i))
                    .maxTokens(Math.min(maxTokens, room))
                    .endIds(ends)
                    .samples(group)
                    .build()));
            answers.add(Stream.generate(Answer.Builder::new).limit(group).toList());
        }
        while (engine.step()) {
            read(running, answers);
        }
        read(running, answers);
        return answers.stream()
                .map(a -> a.stream().map(Answer.Builder::build).toList())
                .toList();
    }

    private static void read(List<Generation> running, List<List<Answer.Builder>> answers) {
        try {
            for (int i = 0; i < running.size(); i++) {
                for (var event = running.get(i).next(0, TimeUnit.NANOSECONDS);
                        event != null;
                        event = running.get(i).next(0, TimeUnit.NANOSECONDS)) {
                    answers.get(i).get(event.sample()).add(event);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FerkelException("interrupted", e);
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
