package dev.ferkel.internal.engine;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.ops.OperationTimes;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Measures an engine with random tokens: prompts alone, generation alone, and several answers at once. */
public final class Benchmark implements AutoCloseable {
    /**
     * One line of a table.
     *
     * @param name such as pp512, tg128, tg128@d2048 or tg32x16, as in llama-bench
     * @param tokensPerSecond median of the rounds, all answers together
     * @param least of the rounds
     * @param most of the rounds
     * @param bytesPerToken Java heap allocated a token by the engine's thread
     */
    public record Row(String name, double tokensPerSecond, double least, double most, long bytesPerToken) {}

    /** What the operations of a prompt, or of all tokens of an answer, took. */
    public record Profile(OperationTimes times, long nanos) {}

    private record Round(double tokensPerSecond, long bytesPerToken) {}

    private final Model model;
    private final Engine engine;
    private final int rounds;
    private final long warmUpNanos;
    private final Random random = new Random(1);

    /**
     * @param options the prefix cache is turned off, so that every round computes everything
     * @param warmUp rounds that are not counted go on for so long, one at least: until the JIT has compiled what a case needs
     */
    public Benchmark(Model model, EngineOptions.Builder options, int rounds, Duration warmUp) {
        this.warmUpNanos = warmUp.toNanos();
        this.model = model;
        this.rounds = rounds;
        this.engine =
                new Engine(model, Optional.empty(), options.prefixCache(false).build());
    }

    private int[] ids(int count) {
        return random.ints(count, 0, model.config().vocabularySize()).toArray();
    }

    /** Tokens a second of a prompt. */
    public Row prompt(int tokens) {
        return row("pp" + tokens, () -> {
            var generation =
                    engine.submit(Request.builder(ids(tokens)).maxTokens(1).build());
            long nanos = drain(List.of(generation)).promptNanos();
            return new Round(tokens * 1e9 / nanos, 0);
        });
    }

    /**
     * Tokens a second of {@code answers} at once.
     *
     * @param depth tokens of the prompt before
     */
    public Row generate(int tokens, int depth, int answers) {
        if ((long) depth + tokens > engine.context()) {
            throw FerkelException.of(
                    "%d tokens behind a prompt of %d need a context of %d tokens, but it has %d",
                    tokens, depth, (long) depth + tokens, engine.context());
        }
        var name = "tg" + tokens + (depth > 1 ? "@d" + depth : "") + (answers > 1 ? "x" + answers : "");
        return row(name, () -> {
            var generations = new ArrayList<Generation>();
            for (int i = 0; i < answers; i++) {
                generations.add(engine.submit(
                        Request.builder(ids(depth)).maxTokens(tokens).build()));
            }
            var total = drain(generations);
            return new Round((double) total.generated() * 1e9 / total.generationNanos(), total.bytesPerToken());
        });
    }

    /** What a prompt's operations take, once the code is warm. */
    public Profile profilePrompt(int tokens) {
        prompt(tokens);
        var times = new OperationTimes();
        engine.profile(times);
        var generation = engine.submit(Request.builder(ids(tokens)).maxTokens(1).build());
        return new Profile(times, drain(List.of(generation)).promptNanos());
    }

    /** What an answer's operations take, its prompt left out. */
    public Profile profileGeneration(int tokens, int depth) {
        generate(tokens, depth, 1);
        var times = new OperationTimes();
        engine.profile(times);
        var generation =
                engine.submit(Request.builder(ids(depth)).maxTokens(tokens).build());
        while (!generation.hasEvents()) {
            engine.step();
        }
        times.clear();
        return new Profile(times, drain(List.of(generation)).generationNanos());
    }

    private interface Measured {
        Round run();
    }

    private Row row(String name, Measured measured) {
        long start = System.nanoTime();
        do {
            measured.run();
        } while (System.nanoTime() - start < warmUpNanos);
        var found = new ArrayList<Round>();
        for (int i = 0; i < rounds; i++) {
            found.add(measured.run());
        }
        var speeds = found.stream().mapToDouble(Round::tokensPerSecond).sorted().toArray();
        long bytes = found.stream().mapToLong(Round::bytesPerToken).min().orElse(0);
        return new Row(name, median(speeds), speeds[0], speeds[speeds.length - 1], bytes);
    }

    private static double median(double[] sorted) {
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    /** What a set of answers took: the prompts, then every step in which all of them generate. */
    private record Total(long promptNanos, long generationNanos, long generated, long bytesPerToken) {}

    private Total drain(List<Generation> generations) {
        long start = System.nanoTime();
        int begun = 0;
        while (begun < generations.size()) {
            engine.step();
            while (begun < generations.size() && generations.get(begun).hasEvents()) {
                begun++;
            }
        }
        long first = System.nanoTime();
        long before = engine.stats().generatedTokens();
        long bytes = allocated();
        while (engine.step()) {
            // until the last answer ends
        }
        long end = System.nanoTime();
        long generated = engine.stats().generatedTokens() - before;
        long perToken = (allocated() - bytes) / Math.max(1, generated);
        return new Total(first - start, Math.max(1, end - first), generated, perToken);
    }

    private static long allocated() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                ? threads.getCurrentThreadAllocatedBytes()
                : 0;
    }

    /** The engine's own figures, drafts among them. */
    public Stats stats() {
        return engine.stats();
    }

    @Override
    public void close() {
        engine.close();
    }
}
