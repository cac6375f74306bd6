package dev.ferkel.cli;

import dev.ferkel.internal.engine.Benchmark;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.kernel.Peaks;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.ops.Bound;
import dev.ferkel.internal.ops.OperationTimes;
import dev.ferkel.internal.ops.Work;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** {@code ferkel bench --profile}: where the time goes, operation by operation. */
final class ProfileTable {
    private static final String FORM = "%-22s %8s %9s %6s %6s %7s %8s %6s  %s";

    private final Streams streams;
    private Optional<Peaks> peaks = Optional.empty();

    ProfileTable(Streams streams) {
        this.streams = streams;
    }

    void show(Model model, EngineOptions.Builder options, int prompt, int generate, int depth, Duration warmUp) {
        peaks = Peaks.measure();
        peaks.ifPresent(p -> line(
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
        line(FORM, "operation", "calls", "ms", "share", "waits", "GB/s", "GOPS", "bound", "by");
        long rest = profile.nanos();
        for (var l : profile.times().lines()) {
            rest -= l.nanos();
            row(l, profile, tokens);
        }
        row(new OperationTimes.Line("sampling and the rest", tokens, rest, 0, Work.NONE), profile, tokens);
    }

    private void row(OperationTimes.Line row, Benchmark.Profile profile, int tokens) {
        var bound = peaks.flatMap(p -> Bound.of(row, p));
        line(
                FORM,
                row.name(),
                number("%.0f", (double) row.calls() / tokens),
                number("%.3f", row.nanos() / 1e6 / tokens),
                share((double) row.nanos() / profile.nanos()),
                row.waited() == 0 ? "" : share((double) row.waited() / row.nanos()),
                speed(row.work().bytes(), row),
                speed(row.work().operations(), row),
                bound.map(b -> share(b.share())).orElse(""),
                bound.map(b -> b.memory() ? "memory" : "arithmetic").orElse(""));
    }

    private static String speed(long units, OperationTimes.Line row) {
        return units == 0 ? "" : number("%.1f", (double) units / row.nanos());
    }

    private static String share(double of) {
        return number("%.1f%%", 100 * of);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private void line(String format, Object... values) {
        streams.show(String.format(Locale.ROOT, format, values).stripTrailing() + "\n");
    }
}
