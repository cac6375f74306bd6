package dev.ferkel.cli;

import dev.ferkel.internal.engine.Benchmark;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.kernel.Peaks;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.model.Model;
import java.time.Duration;
import java.util.Locale;

/** {@code ferkel bench --profile}: where the time goes, operation by operation. */
final class ProfileTable {
    private final Streams streams;

    ProfileTable(Streams streams) {
        this.streams = streams;
    }

    void show(Model model, EngineOptions.Builder options, int prompt, int generate, int depth, Duration warmUp) {
        Peaks.measure()
                .ifPresent(p -> line(
                        "this machine, %d threads: %.1f GB/s read, %.0f GOPS of bytes, %.0f GFLOPS of F32",
                        Workers.threads(), p.gigabytesPerSecond(), p.gigaOperations(), p.gigaFlops()));
        handOff();
        try (var bench = new Benchmark(model, options, 1, warmUp)) {
            show("a prompt of " + prompt + " tokens", bench.profilePrompt(prompt), 1);
            show("a token, after " + depth, bench.profileGeneration(generate, depth), Math.max(1, generate - 1));
        }
    }

    /** What it takes to hand nothing to all threads and wait for them. */
    private void handOff() {
        int count = 20_000;
        long start = 0;
        for (int i = -count; i < count; i++) {
            start = i == 0 ? System.nanoTime() : start;
            Workers.parallel(Workers.threads(), 1, (from, to) -> {});
        }
        line("a hand-off to the threads and back: %.2f us", (System.nanoTime() - start) / 1e3 / count);
    }

    private void show(String title, Benchmark.Profile profile, int tokens) {
        line("");
        line("%s: %.3f ms", title, profile.nanos() / 1e6 / tokens);
        line("%-22s %8s %9s %7s %7s %8s", "operation", "calls", "ms", "share", "GB/s", "GOPS");
        long known = 0;
        for (var l : profile.times().lines()) {
            known += l.nanos();
            row(l.name(), (double) l.calls() / tokens, l.nanos(), l.bytes(), l.operations(), profile, tokens);
        }
        row("sampling and the rest", 1, profile.nanos() - known, 0, 0, profile, tokens);
    }

    private void row(
            String name, double calls, long nanos, long bytes, long operations, Benchmark.Profile profile, int tokens) {
        line(
                "%-22s %8.0f %9.3f %6.1f%% %7s %8s",
                name,
                calls,
                nanos / 1e6 / tokens,
                100.0 * nanos / profile.nanos(),
                bytes == 0 ? "" : String.format(Locale.ROOT, "%.1f", (double) bytes / nanos),
                operations == 0 ? "" : String.format(Locale.ROOT, "%.1f", (double) operations / nanos));
    }

    private void line(String format, Object... values) {
        streams.show(String.format(Locale.ROOT, format, values) + "\n");
    }
}
