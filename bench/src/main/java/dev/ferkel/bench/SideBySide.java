package dev.ferkel.bench;

import dev.ferkel.internal.kernel.Peaks;
import dev.ferkel.internal.kernel.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Our command and llama.cpp's in turns, on one machine and the same files: {@code bench/side-by-side}. */
final class SideBySide {
    private static final String BEGIN = "<!-- side-by-side: written by bench/side-by-side -->";
    private static final String END = "<!-- side-by-side: end -->";

    private static final String TOGETHER = "tg" + Side.SHORT_ANSWER + "x" + Side.ANSWERS;

    private final List<Side> sides;
    private final int rounds;
    private final int threads = Runtime.getRuntime().availableProcessors();
    private final StringBuilder table = new StringBuilder();

    private SideBySide(List<Side> sides, int rounds) {
        this.sides = sides;
        this.rounds = rounds;
    }

    /** Arguments: llama-bench, rounds, models. */
    public static void main(String[] arguments) throws IOException {
        var root = Path.of(System.getProperty("ferkel.root", "."));
        var bench = Path.of(arguments[0]);
        var launcher = root.resolve("ferkel");
        var run = new SideBySide(
                List.of(
                        new Side.Ferkel("Ferkel", launcher, ""),
                        new Side.Ferkel("Ferkel, Vector API", launcher, "-Dferkel.kernels=vector-512"),
                        new Side.LlamaCpp("llama.cpp", bench, false),
                        new Side.LlamaCpp("llama.cpp, flash attention", bench, true)),
                Integer.parseInt(arguments[1]));
        run.begin();
        for (int i = 2; i < arguments.length; i++) {
            run.model(Path.of(arguments[i]), i == 2);
        }
        write(root.resolve("BENCHMARKS.md"), run.table.toString());
    }

    private void line(String format, Object... values) {
        var line = String.format(Locale.ROOT, format, values);
        System.out.println(line);
        table.append(line).append('\n');
    }

    private void begin() {
        line(
                "%s, %d threads, %d rounds in turns: medians (least to most), tokens a second.",
                LocalDate.now(), threads, rounds);
        peaks();
        line("");
        line("| model | program | pp%d | | tg%d | | %s | |", Side.PROMPT, Side.GENERATE, TOGETHER);
        line("|---|---|---:|---:|---:|---:|---:|---:|");
    }

    private void peaks() {
        Workers.threads(threads);
        Peaks.measure()
                .ifPresent(p -> line(
                        "In the same run: memory read at %.1f GB/s; %.0f GOPS of bytes, %.0f GFLOPS of F32.",
                        p.gigabytesPerSecond(), p.gigaOperations(), p.gigaFlops()));
    }

    /** @param first the slow ones are measured with one model only */
    private void model(Path model, boolean first) {
        var found = new ArrayList<Map<String, List<Double>>>();
        sides.forEach(s -> found.add(new LinkedHashMap<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < sides.size(); i++) {
                int side = (i + round) % sides.size();
                if (sides.get(side).isSlow() && !first) {
                    continue;
                }
                sides.get(side)
                        .measure(model, threads)
                        .forEach((name, speed) -> found.get(side)
                                .computeIfAbsent(name, n -> new ArrayList<>())
                                .add(speed));
            }
        }
        for (int side = 0; side < sides.size(); side++) {
            if (found.get(side).isEmpty()) {
                continue;
            }
            line(
                    "| %s | %s | %s | %s | %s |",
                    model.getFileName().toString().replace(".gguf", ""),
                    sides.get(side).name(),
                    cell(found, side, "pp" + Side.PROMPT),
                    cell(found, side, "tg" + Side.GENERATE),
                    cell(found, side, TOGETHER));
        }
    }

    /** Median, spread, and the ratio to the better of llama.cpp's settings. */
    private String cell(List<Map<String, List<Double>>> found, int side, String name) {
        var speeds = found.get(side).getOrDefault(name, List.of());
        double best = 0;
        for (int i = 0; i < sides.size(); i++) {
            if (sides.get(i) instanceof Side.LlamaCpp) {
                best = Math.max(best, median(found.get(i).getOrDefault(name, List.of())));
            }
        }
        double median = median(speeds);
        return String.format(
                Locale.ROOT,
                "%.0f (%.0f to %.0f) | %.2f",
                median,
                speeds.stream().mapToDouble(d -> d).min().orElse(0),
                speeds.stream().mapToDouble(d -> d).max().orElse(0),
                median / best);
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
    }

    private static void write(Path file, String table) throws IOException {
        var text = Files.readString(file);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(file + " has no place for the table: " + BEGIN);
        }
        Files.writeString(file, text.substring(0, begin) + BEGIN + "\n" + table + text.substring(end));
    }
}
