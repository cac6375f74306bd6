package dev.ferkel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.internal.cache.PagePool;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.ops.LatentForm;
import dev.ferkel.internal.sampling.Sampling;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.testing.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request's tokens and log-probabilities are the same bits whatever happens around it. */
class DeterminismTest {
    private static final int TOKENS = 24;

    static Stream<Arguments> cases() {
        var cases = Stream.<Arguments>builder();
        for (var type : List.of(DType.F16, DType.Q8_0, DType.F32)) {
            cases.add(Arguments.of("models/llama", type, LatentForm.EXPANDED, LatentForm.LATENT));
            cases.add(Arguments.of("models/deepseek_v3", type, LatentForm.EXPANDED, LatentForm.LATENT));
        }
        cases.add(Arguments.of("models/deepseek_v3", DType.F16, LatentForm.LATENT, LatentForm.LATENT));
        cases.add(Arguments.of("models/deepseek_v3", DType.Q8_0, LatentForm.EXPANDED, LatentForm.EXPANDED));
        cases.add(Arguments.of("models/deepseek_v2_grouped", DType.F16, LatentForm.EXPANDED, LatentForm.LATENT));
        cases.add(Arguments.of("models/qwen3", DType.Q8_0, LatentForm.EXPANDED, LatentForm.LATENT));
        return cases.build();
    }

    @AfterEach
    void threads() {
        Workers.threads(Runtime.getRuntime().availableProcessors());
    }

    private static int[] prompt(int seed, int length) {
        return new Random(seed).ints(length, 3, 260).toArray();
    }

    private static Request request(int seed, int length, float temperature) {
        return Request.builder(prompt(seed, length))
                .maxTokens(TOKENS)
                .sampling(new Sampling(temperature, 0, 0.95f, 0f, 1f, 0.5f, 1.1f, java.util.Map.of(7, 1.5f), seed))
                .build();
    }

    private static Bits run(Engine engine, Request request) throws InterruptedException {
        return Bits.of(engine.submit(request).await());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matrix(String name, DType type, LatentForm promptForm, LatentForm tokenForm) throws InterruptedException {
        check(name, WeightForm.EXACT, type, promptForm, tokenForm, 0f);
        check(name, WeightForm.EXACT, type, promptForm, tokenForm, 0.8f);
    }

    /** Weights laid out for the kernels, where those prefer it; deepseek_v2_lite's file holds kv_b in two parts. */
    @ParameterizedTest
    @CsvSource({
        "gguf/deepseek_v2_lite/Q5_K_M.gguf, EXPANDED, LATENT",
        "gguf/deepseek_v2_lite/Q5_K_M.gguf, LATENT, LATENT",
        "gguf/llama/IQ4_XS.gguf, EXPANDED, LATENT"
    })
    void packed(String path, LatentForm promptForm, LatentForm tokenForm) throws InterruptedException {
        assumeThat(Kernels.select().prefersPanels()).isTrue();
        check(path, WeightForm.PACKED, DType.F16, promptForm, tokenForm, 0.8f);
    }

    /** The part that runs once per kernel tier, with the weights as that tier likes them. */
    @ParameterizedTest
    @ValueSource(strings = {"models/deepseek_v3", "gguf/deepseek_v3/Q8_0.gguf", "gguf/qwen3/Q4_K_M.gguf"})
    @Tag("golden")
    void tiers(String name) throws InterruptedException {
        check(name, WeightForm.PACKED, DType.F16, LatentForm.EXPANDED, LatentForm.LATENT, 0.8f);
    }

    private static void check(
            String path, WeightForm form, DType type, LatentForm promptForm, LatentForm tokenForm, float temperature)
            throws InterruptedException {
        try (var checkpoint = Checkpoint.open(Golden.path("oracle/" + path))) {
            var model = Model.load(checkpoint, Optional.empty(), form, Progress.NONE);
            new Setting(model, type, promptForm, tokenForm, request(1, 150, temperature)).check();
        }
    }

    /** One request, alone, as the others have to be. */
    private static final class Setting {
        private final Model model;
        private final Consumer<EngineOptions.Builder> basics;
        private final Request request;
        private final Bits expected;

        Setting(Model model, DType type, LatentForm promptForm, LatentForm tokenForm, Request request)
                throws InterruptedException {
            this.model = model;
            this.request = request;
            this.basics = b -> b.cacheType(type)
                    .promptForm(promptForm)
                    .tokenForm(tokenForm)
                    .context(1024);
            Workers.threads(1);
            try (var engine = engine(b -> {})) {
                expected = run(engine, request);
            }
            assertThat(expected.ids()).hasSize(TOKENS);
        }

        private Engine engine(Consumer<EngineOptions.Builder> change) {
            var builder = EngineOptions.builder();
            basics.accept(builder);
            change.accept(builder);
            return Engine.start(model, Optional.empty(), builder.build());
        }

        void check() throws InterruptedException {
            chunks();
            threads();
            among();
            prefix();
            nextTurn();
            preempted();
            drafts();
            samples();
        }

        private void chunks() throws InterruptedException {
            for (int chunk : new int[] {1, 7, 64, 65}) {
                try (var engine = engine(b -> b.promptChunk(chunk).sharedChunk(chunk))) {
                    assertThat(run(engine, request)).as("chunks of " + chunk).isEqualTo(expected);
                }
            }
        }

        private void threads() throws InterruptedException {
            for (int threads = 2; threads <= 4; threads++) {
                Workers.threads(threads);
                try (var engine = engine(b -> {})) {
                    assertThat(run(engine, request)).as(threads + " threads").isEqualTo(expected);
                }
            }
        }

        private void among() throws InterruptedException {
            try (var engine = engine(b -> b.sharedChunk(33))) {
                var others = new ArrayList<Generation>();
                for (int i = 0; i < 4; i++) {
                    others.add(engine.submit(request(10 + i, 30 + 70 * i, 1f)));
                }
                var mine = engine.submit(request);
                for (int i = 4; i < 7; i++) {
                    others.add(engine.submit(request(10 + i, 5 * i, 0.5f)));
                }
                assertThat(Bits.of(mine.await())).as("among 7 others").isEqualTo(expected);
                for (var other : others) {
                    try (var alone = engine(b -> {})) {
                        assertThat(Bits.of(other.await()))
                                .as("one of the others")
                                .isEqualTo(run(alone, other.request()));
                    }
                }
            }
        }

        private void prefix() throws InterruptedException {
            try (var engine = engine(b -> {})) {
                run(engine, request);
                var again = engine.submit(request).await();
                assertThat(again.usage().cachedTokens()).as("cached tokens").isEqualTo(128);
                assertThat(Bits.of(again)).as("prefix from the cache").isEqualTo(expected);
            }
        }

        private void nextTurn() throws InterruptedException {
            var turn = new ArrayList<Integer>();
            Arrays.stream(request.prompt()).forEach(turn::add);
            turn.addAll(expected.ids());
            Arrays.stream(prompt(5, 20)).forEach(turn::add);
            var next = Request.builder(turn.stream().mapToInt(Integer::intValue).toArray())
                    .maxTokens(TOKENS)
                    .sampling(request.sampling())
                    .build();
            try (var fresh = engine(b -> {});
                    var engine = engine(b -> {})) {
                run(engine, request);
                var found = engine.submit(next).await();
                assertThat(found.usage().cachedTokens()).isGreaterThanOrEqualTo(128);
                assertThat(Bits.of(found)).as("next turn").isEqualTo(run(fresh, next));
            }
        }

        private void preempted() throws InterruptedException {
            long page = pageBytes();
            // 150 + 40 tokens take 3 pages: there are 5 for two of them and a third with priority
            try (var engine = engine(b -> b.context(256).cacheBytes(5 * page).sharedChunk(16))) {
                var second = engine.submit(request(21, 150, 0.5f));
                var mine = engine.submit(request);
                var third = engine.submit(Request.builder(prompt(22, 130))
                        .maxTokens(TOKENS)
                        .priority(1)
                        .build());
                assertThat(Bits.of(mine.await())).as("preempted").isEqualTo(expected);
                second.await();
                third.await();
                assertThat(engine.stats().preemptions()).as("preemptions").isPositive();
                assertThat(run(engine, request)).as("after eviction").isEqualTo(expected);
            }
        }

        private long pageBytes() {
            try (var engine = engine(b -> b.context(64).cacheBytes(1L << 30))) {
                return engine.cacheBytes() / engine.stats().pages();
            }
        }

        private void drafts() throws InterruptedException {
            for (var source : DraftSource.values()) {
                if (source == DraftSource.MTP && !model.hasMtp()) {
                    continue;
                }
                try (var engine = engine(b -> b.drafts(source).maxDraft(3))) {
                    var other = engine.submit(request(31, 90, 0f));
                    var again = engine.submit(request);
                    assertThat(Bits.of(again.await())).as("drafts " + source).isEqualTo(expected);
                    other.await();
                    assertThat(run(engine, request))
                            .as("drafts and prefix, " + source)
                            .isEqualTo(expected);
                }
            }
        }

        private void samples() throws InterruptedException {
            var three = Request.builder(request.prompt())
                    .maxTokens(TOKENS)
                    .sampling(request.sampling())
                    .samples(3)
                    .build();
            try (var engine = engine(b -> {})) {
                var generation = engine.submit(three);
                var answers = List.of(new Answer.Builder(), new Answer.Builder(), new Answer.Builder());
                for (var event = generation.next(); event != null; event = generation.next()) {
                    answers.get(event.sample()).add(event);
                }
                assertThat(Bits.of(answers.getFirst().build()))
                        .as("first of three")
                        .isEqualTo(expected);
                if (request.sampling().temperature() > 0) {
                    assertThat(answers.get(1).build().ids()).isNotEqualTo(expected.ids());
                }
                assertThat(engine.stats().usedPages()).isLessThanOrEqualTo(3 * (TOKENS / PagePool.PAGE + 1) + 2);
            }
        }
    }
}
