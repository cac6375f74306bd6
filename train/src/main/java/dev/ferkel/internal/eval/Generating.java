package dev.ferkel.internal.eval;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.engine.Answer;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.FinishReason;
import dev.ferkel.internal.engine.Generation;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.engine.Request;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.sampling.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How answers are generated. All questions go through one engine, whose batch is always full; a question's samples
 * share its pages. The answers are a function of the seed.
 *
 * @param samples answers a question
 * @param maxTokens an answer may have
 */
public record Generating(int samples, float temperature, float topP, int maxTokens, long seed, EngineOptions engine) {
    private static final int MOST_SAMPLES = 1024;
    private static final long MIX = 0x9e3779b97f4a7c15L;

    public Generating {
        if (samples < 1 || samples > MOST_SAMPLES) {
            throw FerkelException.of("the number of samples is %d, expected 1 to %d", samples, MOST_SAMPLES);
        }
        if (maxTokens < 1) {
            throw FerkelException.of("the number of tokens is %d, expected 1 or more", maxTokens);
        }
        sampling(temperature, topP, seed);
    }

    private static Sampling sampling(float temperature, float topP, long seed) {
        return new Sampling(temperature, 0, topP, 0f, seed);
    }

    /** A question on its way. */
    private static final class Open {
        private final Question question;
        private final Prompts.Asked asked;
        private final Generation generation;
        private final List<Answer.Builder> answers;

        Open(Question question, Prompts.Asked asked, Generation generation) {
            this.question = question;
            this.asked = asked;
            this.generation = generation;
            this.answers = Stream.generate(Answer.Builder::new)
                    .limit(generation.request().samples())
                    .toList();
        }

        /** Takes what has come; true once all answers are whole. */
        boolean read() {
            try {
                for (var event = generation.next(0, TimeUnit.NANOSECONDS);
                        event != null;
                        event = generation.next(0, TimeUnit.NANOSECONDS)) {
                    answers.get(event.sample()).add(event);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new FerkelException("interrupted", e);
            }
            return generation.isDone();
        }

        Answered graded() {
            return new Answered(
                    question,
                    answers.stream()
                            .map(Answer.Builder::build)
                            .map(a -> question.sample(
                                    a.text(), asked.answer(a.text()), a.ids().size(), a.reason() == FinishReason.STOP))
                            .toList());
        }
    }

    /**
     * Asks a model and grades what it says.
     *
     * @param done takes each question as soon as it is answered, in no certain order
     * @throws FerkelException if a question doesn't fit the context
     */
    void answer(LoadedModel model, List<Question> questions, Progress progress, Consumer<Answered> done) {
        var prompts = new Prompts(model);
        var open = new ArrayList<Open>();
        int next = 0;
        int finished = 0;
        try (var running = new Engine(model.model(), Optional.of(prompts.tokenizer()), engine)) {
            // as many again as run, so that none is ever waited for
            int ahead = Math.max(1, 2 * engine.maxRunning() / samples);
            while (finished < questions.size()) {
                while (next < questions.size() && open.size() < ahead) {
                    var question = questions.get(next);
                    var asked = prompts.of(question.prompt());
                    var request = request(question, asked, prompts.ends(), next, running.context());
                    open.add(new Open(question, asked, running.submit(request)));
                    next++;
                }
                running.step();
                for (var iterator = open.iterator(); iterator.hasNext(); ) {
                    var one = iterator.next();
                    if (one.read()) {
                        iterator.remove();
                        done.accept(one.graded());
                        progress.at(++finished, questions.size());
                    }
                }
            }
        }
    }

    private Request request(Question question, Prompts.Asked asked, Set<Integer> ends, int index, int context) {
        var prompt = asked.ids();
        if (prompt.length >= context) {
            throw FerkelException.of(
                    "a question of '%s' has %d tokens, but the context has %d",
                    question.task(), prompt.length, context);
        }
        return Request.builder(prompt)
                .sampling(sampling(temperature, topP, seed + MIX * index))
                .maxTokens(Math.min(maxTokens, context - prompt.length))
                .endIds(ends)
                .samples(samples)
                .build();
    }
}
