package dev.ferkel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.Weights;
import dev.ferkel.internal.sampling.Sampling;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.testing.Golden;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an engine refuses, ends, and survives. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class EngineTest {
    private static Checkpoint checkpoint;
    private static Model model;

    @BeforeAll
    static void load() {
        checkpoint = Checkpoint.open(Golden.path("oracle/models/llama"));
        model = Model.load(checkpoint, Progress.NONE);
    }

    @AfterAll
    static void close() {
        if (checkpoint != null) {
            checkpoint.close();
        }
    }

    private static Engine engine(Consumer<EngineOptions.Builder> change) {
        var builder = EngineOptions.builder().context(256);
        change.accept(builder);
        return Engine.start(model, Optional.empty(), builder.build());
    }

    private static Request.Builder prompt(int seed, int length) {
        return Request.builder(new Random(seed).ints(length, 3, 280).toArray());
    }

    @Test
    void refusesWhatCantFit() {
        try (var engine = engine(b -> {})) {
            assertThatThrownBy(() -> engine.submit(prompt(1, 256).build()))
                    .isInstanceOf(FerkelException.class)
                    .hasMessageContaining("256 tokens and an answer of 1 need a context of 257 tokens, but it has 256");
            assertThatThrownBy(() ->
                            engine.submit(Request.builder(new int[] {1, 290}).build()))
                    .hasMessage("token id 290 is outside the vocabulary of 290");
            assertThatThrownBy(
                            () -> engine.submit(Request.builder(new int[] {-1}).build()))
                    .hasMessageContaining("-1");
            assertThatThrownBy(
                            () -> engine.submit(prompt(1, 5).stops(List.of("x")).build()))
                    .hasMessageContaining("tokenizer");
        }
        assertThatThrownBy(() -> engine(b -> b.context(5000)))
                .hasMessageContaining("5000")
                .hasMessageContaining("4096");
        assertThatThrownBy(() -> engine(b -> b.cacheBytes(1000))).hasMessageContaining("1000 bytes");
    }

    /** As clients ask that don't know how long a model's context is. */
    @Test
    void endsWithTheContext() throws InterruptedException {
        try (var engine = engine(b -> {})) {
            var all = engine.submit(prompt(1, 250).build()).await();
            var asked = engine.submit(
                            prompt(1, 250).maxTokens(Integer.MAX_VALUE).build())
                    .await();
            assertThat(asked.ids()).isEqualTo(all.ids()).hasSize(6);
            assertThat(asked.reason()).isEqualTo(FinishReason.LENGTH);
        }
    }

    @Test
    void refusesImpossibleNumbers() {
        assertThatThrownBy(() -> Request.builder(new int[0]).build()).hasMessageContaining("no tokens");
        assertThatThrownBy(() -> new Sampling(Float.NaN, 0, 1, 0, 1)).hasMessageContaining("temperature is NaN");
        assertThatThrownBy(() -> new Sampling(1, -1, 1, 0, 1)).hasMessageContaining("top-k");
        assertThatThrownBy(() -> new Sampling(1, 0, 1.5f, 0, 1)).hasMessageContaining("top-p");
        assertThatThrownBy(() -> prompt(1, 5).samples(0).build()).hasMessageContaining("answers is 0");
        assertThatThrownBy(() -> prompt(1, 5).maxTokens(-3).build()).hasMessageContaining("-3");
    }

    @Test
    void endsAtIdsAndLength() throws InterruptedException {
        try (var engine = engine(b -> {})) {
            var whole = engine.submit(prompt(1, 20).maxTokens(30).build()).await();
            assertThat(whole.reason()).isEqualTo(FinishReason.LENGTH);
            assertThat(whole.ids()).hasSize(30);
            int end = whole.ids().get(10);
            int first = whole.ids().indexOf(end);
            var ended = engine.submit(
                            prompt(1, 20).maxTokens(30).endIds(Set.of(end)).build())
                    .await();
            assertThat(ended.reason()).isEqualTo(FinishReason.STOP);
            assertThat(ended.ids()).isEqualTo(whole.ids().subList(0, first + 1));
            var toTheContext = engine.submit(prompt(1, 20).build()).await();
            assertThat(toTheContext.ids()).hasSize(236);
        }
    }

    @Test
    void timeAndCancellation() throws InterruptedException {
        try (var engine = engine(b -> {})) {
            var late = engine.submit(prompt(1, 20).timeLimit(Duration.ZERO).build());
            assertThat(late.await().reason()).isEqualTo(FinishReason.TIME);
            var cancelled = engine.submit(prompt(2, 20).build());
            cancelled.next();
            cancelled.cancel();
            assertThat(last(cancelled))
                    .isInstanceOfSatisfying(
                            Event.Finished.class,
                            f -> assertThat(f.reason()).isIn(FinishReason.CANCELLED, FinishReason.LENGTH));
            assertThat(engine.stats().running()).isZero();
        }
    }

    private static Event last(Generation generation) throws InterruptedException {
        var last = generation.next();
        for (var event = last; event != null; event = generation.next()) {
            last = event;
        }
        return last;
    }

    @Test
    void priorityGoesFirst() throws InterruptedException {
        try (var engine = engine(b -> b.maxRunning(1))) {
            var first = engine.submit(prompt(1, 20).maxTokens(60).build());
            var low = engine.submit(prompt(2, 20).maxTokens(5).build());
            var high = engine.submit(prompt(3, 20).maxTokens(5).priority(1).build());
            long highNanos = end(high);
            long lowNanos = end(low);
            assertThat(highNanos).isLessThan(lowNanos);
            first.await();
        }
    }

    private static long end(Generation generation) throws InterruptedException {
        var usage = generation.await().usage();
        return generation.submittedNanos() + usage.queueNanos() + usage.promptNanos() + usage.generationNanos();
    }

    @Test
    void brokenWeightsFailOneAnswerAfterTheOther() throws InterruptedException {
        try (var broken = Checkpoint.open(Golden.path("oracle/models/llama"))) {
            var weights = new Weights(broken, true);
            var network = Model.trainable(broken.config(), weights);
            Tensor norm = weights.bound().get("model.norm.weight");
            norm.set(0, Float.NaN);
            try (var engine = Engine.start(network, Optional.empty(), EngineOptions.DEFAULT)) {
                for (int i = 0; i < 2; i++) {
                    var generation = engine.submit(prompt(i, 5).build());
                    assertThatThrownBy(generation::await)
                            .isInstanceOf(FerkelException.class)
                            .hasMessageContaining("no number");
                }
                assertThat(engine.stats().usedPages()).isZero();
            }
        }
    }

    /** Only even ids may come; the third answer's rules allow nothing after five tokens. */
    private record Even(int most, List<Integer> taken) implements Constraint {
        @Override
        public void mask(Tensor logits) {
            for (int i = 0; i < logits.elements(); i++) {
                if (i % 2 == 1 || taken.size() == most) {
                    logits.set(i, Float.NEGATIVE_INFINITY);
                }
            }
        }

        @Override
        public void accept(int id) {
            taken.add(id);
        }

        @Override
        public void rollback(int tokens) {
            taken.subList(taken.size() - tokens, taken.size()).clear();
        }

        @Override
        public Constraint fresh() {
            return new Even(most, new ArrayList<>());
        }
    }

    @Test
    void constraintsMaskEveryToken() throws InterruptedException {
        var plain = new Even(1000, new ArrayList<>());
        for (var source : new DraftSource[] {DraftSource.OFF, DraftSource.LOOKUP}) {
            try (var engine = engine(b -> b.drafts(source))) {
                var free = engine.submit(prompt(1, 20).maxTokens(40).build());
                var even = engine.submit(
                        prompt(1, 20).maxTokens(40).constraint(plain).build());
                assertThat(even.await().ids()).hasSize(40).allMatch(id -> id % 2 == 0);
                assertThat(free.await().ids()).anyMatch(id -> id % 2 == 1);
                var stuck = engine.submit(prompt(1, 20)
                        .maxTokens(40)
                        .constraint(new Even(5, new ArrayList<>()))
                        .build());
                assertThatThrownBy(stuck::await).hasMessageContaining("constraint forbids all");
            }
        }
    }

    @Test
    void logitBiasAndPenalties() throws InterruptedException {
        try (var engine = engine(b -> {})) {
            var forced = new Sampling(0f, 0, 1f, 0f, 0f, 0f, 1f, Map.of(42, 1000f), 0);
            assertThat(engine.submit(prompt(1, 5).maxTokens(4).sampling(forced).build())
                            .await()
                            .ids())
                    .containsOnly(42);
            var never = new Sampling(0f, 0, 1f, 0f, 100f, 0f, 1f, Map.of(), 0);
            assertThat(engine.submit(prompt(1, 5).maxTokens(60).sampling(never).build())
                            .await()
                            .ids())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void tenThousandWaiting() throws InterruptedException {
        try (var engine = engine(b -> b.maxQueued(10_000).maxRunning(16))) {
            var generations = new ArrayList<Generation>();
            for (int i = 0; i < 10_000; i++) {
                generations.add(engine.submit(prompt(i, 4).maxTokens(2).build()));
            }
            assertThatThrownBy(
                            () -> engine.submit(prompt(1, 4).samples(10_000 - 1).build()))
                    .hasMessageContaining("answers");
            // every other one loses interest; one in ten is never read
            for (int i = 0; i < generations.size(); i += 2) {
                generations.get(i).cancel();
            }
            for (int i = 0; i < generations.size(); i++) {
                if (i % 10 != 1) {
                    assertThat(last(generations.get(i))).isInstanceOf(Event.Finished.class);
                }
            }
            while (engine.stats().finished() < 10_000) {
                Thread.sleep(5);
            }
            engine.clearPrefixes();
            assertThat(engine.stats().usedPages()).isZero();
        }
    }

    @Test
    void closeEndsWhatRuns() throws InterruptedException {
        var engine = engine(b -> {});
        var running = engine.submit(prompt(1, 20).build());
        var waiting = engine.submit(prompt(2, 20).samples(3).build());
        running.next();
        engine.close();
        assertThat(last(running)).isInstanceOf(Event.Finished.class);
        int ended = 0;
        for (var event = waiting.next(); event != null; event = waiting.next()) {
            ended += event.last() ? 1 : 0;
        }
        assertThat(ended).isEqualTo(3);
        assertThatThrownBy(() -> engine.submit(prompt(1, 5).build())).hasMessageContaining("closed");
        engine.close();
    }
}
