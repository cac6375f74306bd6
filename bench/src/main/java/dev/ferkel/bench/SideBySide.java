package dev.ferkel.bench;

import dev.ferkel.internal.kernel.Peaks;
import dev.ferkel.internal.kernel.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/** Our command and llama.cpp's in turns, on one machine and the same files: {@code bench/side-by-side}. */
final class SideBySide {
    private static final String BEGIN = "<!-- side-by-side: written by bench/side-by-side -->";
    private static final String END = "<!-- side-by-side: end -->";

    private final List<Side> sides;
    private final List<Path> models;
    private final List<Integer> threads;
    private final List<Case> cases;
    private final Measurements measurements;

    private SideBySide(
            List<Side> sides, List<Path> models, List<Integer> threads, List<Case> cases, Measurements measurements) {
        this.sides = sides;
        this.models = models;
        this.threads = threads;
        this.cases = cases;
        this.measurements = measurements;
    }

    /** Arguments: llama-bench, the file of measurements, rounds, cases and threads with commas, models. */
    public static void main(String[] arguments) throws IOException {
        var root = Path.of(System.getProperty("ferkel.root", "."));
        var bench = Path.of(arguments[0]);
        var launcher = root.resolve("ferkel");
        var run = new SideBySide(
                List.of(
                        new Side.Ferkel("Ferkel", launcher, ""),
                        new Side.Ferkel("Ferkel, Vector API", launcher, "-Dferkel.kernels=vector-" + vectorBits()),
                        new Side.LlamaCpp("llama.cpp", bench, false),
                        new Side.LlamaCpp("llama.cpp, flash attention", bench, true)),
                Stream.of(arguments).skip(5).map(Path::of).toList(),
                Stream.of(arguments[4].split(",", -1))
                        .map(Integer::valueOf)
                        .distinct()
                        .toList(),
                Stream.of(arguments[3].split(",", -1)).map(Case::parse).toList(),
                new Measurements(Path.of(arguments[1])));
        int rounds = Integer.parseInt(arguments[2]);
        for (int round = 0; round < rounds; round++) {
            run.round(round, rounds);
        }
        write(root.resolve("BENCHMARKS.md"), run.table());
    }

    /** Bits of the widest vectors that there are kernels for and this machine has. */
    private static int vectorBits() {
        return Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }

    private Measurements.Key key(Path model, int threads, Case what, Side side) {
        return new Measurements.Key(
                model.getFileName().toString().replace(".gguf", ""), threads, what.name(), side.name());
    }

    /** What the file has of this round is not measured again. The slow ones are measured with one model only. */
    private void round(int round, int rounds) throws IOException {
        boolean begun = false;
        for (var model : models) {
            for (int t : threads) {
                for (var what : cases) {
                    for (int i = 0; i < sides.size(); i++) {
                        var side = sides.get((i + round) % sides.size());
                        var key = key(model, t, what, side);
                        if ((side.isSlow() && !model.equals(models.getFirst()))
                                || measurements.speeds(key).size() > round) {
                            continue;
                        }
                        if (!begun) {
                            peaks();
                            begun = true;
                        }
                        double speed = side.measure(model, t, what);
                        measurements.add(today(), key, speed);
                        System.out.printf(
                                Locale.ROOT,
                                "%d/%d %s, %d threads, %s, %s: %.1f%n",
                                round + 1,
                                rounds,
                                key.model(),
                                t,
                                key.what(),
                                key.side(),
                                speed);
                    }
                }
            }
        }
    }

    private static String today() {
        return LocalDate.now().toString();
    }

    private void peaks() throws IOException {
        Workers.threads(Runtime.getRuntime().availableProcessors());
        var peaks = Peaks.measure();
        if (peaks.isPresent()) {
            measurements.add(today(), peaks.get());
        }
    }

    private String table() {
        var lines = new ArrayList<String>();
        lines.add("%s, in turns: medians (least to most; how often), tokens a second.".formatted(measurements.dates()));
        measurements
                .peak(Peaks::gigabytesPerSecond)
                .ifPresent(read -> lines.add(String.format(
                        Locale.ROOT,
                        "In the same rounds: memory read at %.1f GB/s; %.0f GOPS of bytes, %.0f GFLOPS of F32.",
                        read,
                        measurements.peak(Peaks::gigaOperations).orElse(0.0),
                        measurements.peak(Peaks::gigaFlops).orElse(0.0))));
        lines.add("");
        lines.add("| model | threads | | %s | ratio |"
                .formatted(String.join(" | ", sides.stream().map(Side::name).toList())));
        lines.add("|---|---:|---|" + "---:|".repeat(sides.size() + 1));
        measurements.keys().stream()
                .filter(key -> key.side().equals(sides.getFirst().name()))
                .sorted(Comparator.comparing(Measurements.Key::model).thenComparing(Measurements.Key::threads))
                .forEach(key -> lines.add(line(key)));
        return String.join("\n", lines) + "\n";
    }

    /** The ratio is that to the better of llama.cpp's settings. */
    private String line(Measurements.Key row) {
        var line = new StringBuilder("| %s | %d | %s |".formatted(row.model(), row.threads(), row.what()));
        double ours = 0;
        double best = 0;
        for (var side : sides) {
            var speeds = measurements.speeds(new Measurements.Key(row.model(), row.threads(), row.what(), side.name()));
            if (speeds.isEmpty()) {
                line.append(" |");
                continue;
            }
            double median = Measurements.median(speeds);
            if (side instanceof Side.LlamaCpp) {
                best = Math.max(best, median);
            } else if (!side.isSlow()) {
                ours = median;
            }
            line.append(String.format(
                    Locale.ROOT,
                    " %.0f (%.0f to %.0f; %d) |",
                    median,
                    speeds.stream().mapToDouble(d -> d).min().orElse(0),
                    speeds.stream().mapToDouble(d -> d).max().orElse(0),
                    speeds.size()));
        }
        return line + String.format(Locale.ROOT, " **%.2f** |", ours / best);
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
