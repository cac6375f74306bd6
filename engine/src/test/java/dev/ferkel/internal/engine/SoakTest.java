package dev.ferkel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.sampling.Sampling;
import dev.ferkel.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random requests and a thousand cancellations at random moments over a cache that is too small for them: nothing is
 * lost, no page and no heap stays behind, and a request that is asked again and again always answers the same. {@code
 * -Dferkel.soak=N} makes it N times as long.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class SoakTest {
    private static final int ROUNDS = 2000 * Integer.getInteger("ferkel.soak", 1);

    @Test
    void soak() throws InterruptedException {
        try (var checkpoint = Checkpoint.open(Golden.path("oracle/models/deepseek_v3"))) {
            var model = Model.load(checkpoint, Progress.NONE);
            long pageBytes;
            try (var probe = new Engine(
                    model,
                    Optional.empty(),
                    EngineOptions.builder().context(256).build())) {
                pageBytes = probe.cacheBytes() / probe.stats().pages();
            }
            var options = EngineOptions.builder()
                    .context(256)
                    .cacheBytes(12 * pageBytes)
                    .drafts(DraftSource.LOOKUP)
                    .sharedChunk(24)
                    .build();
            try (var engine = Engine.start(model, Optional.empty(), options)) {
                var witness = request(new Random(99), 70).maxTokens(20).build();
                var expected = engine.submit(witness).await().ids();
                long heapBefore = heap();
                int cancelled = run(engine, witness, expected);
                var stats = engine.stats();
                System.out.printf(
                        "soak: %d requests, %d cancelled, %d steps, %d preemptions, %d of %d drafted tokens accepted%n",
                        stats.requests(),
                        cancelled,
                        stats.steps(),
                        stats.preemptions(),
                        stats.acceptedTokens(),
                        stats.draftedTokens());
                assertThat(stats.finished()).isEqualTo(stats.requests());
                assertThat(stats.running() + stats.waiting()).isZero();
                assertThat(stats.usedPages()).isEqualTo(stats.prefixPages());
                engine.clearPrefixes();
                assertThat(engine.stats().usedPages()).isZero();
                assertThat(heap() - heapBefore).isLessThan(8L << 20);
            }
        }
    }

    private static int run(Engine engine, Request witness, List<Integer> expected) throws InterruptedException {
        var random = new Random(1);
        int cancelled = 0;
        var open = new ArrayList<Generation>();
        for (int round = 0; round < ROUNDS; round++) {
            open.add(engine.submit(request(random, 1 + random.nextInt(120)).build()));
            if (round % 100 == 0) {
                assertThat(engine.submit(witness).await().ids())
                        .as("round " + round)
                        .isEqualTo(expected);
            }
            if (random.nextBoolean() && cancelled < ROUNDS / 2) {
                open.get(random.nextInt(open.size())).cancel();
                cancelled++;
            }
            while (open.size() > 20) {
                drain(open.removeFirst());
            }
        }
        for (var generation : open) {
            drain(generation);
        }
        return cancelled;
    }

    private static void drain(Generation generation) throws InterruptedException {
        for (var event = generation.next(); event != null; event = generation.next()) {
            assertThat(event).isNotInstanceOf(Event.Failed.class);
        }
    }

    private static Request.Builder request(Random random, int length) {
        return Request.builder(random.ints(length, 3, 40).toArray())
                .maxTokens(1 + random.nextInt(12))
                .samples(random.nextInt(8) == 0 ? 3 : 1)
                .sampling(new Sampling(random.nextInt(3) * 0.5f, 0, 0.9f, 0f, random.nextLong()))
                .priority(random.nextInt(3) == 0 ? 1 : 0);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
