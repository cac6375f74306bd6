package dev.ferkel.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A program whose speed is measured: a process of its own each time. */
sealed interface Side permits Side.Ferkel, Side.LlamaCpp {
    String name();

    /** Whether it takes too long for every model. */
    default boolean isSlow() {
        return false;
    }

    /** Tokens a second. */
    double measure(Path model, int threads, Case what);

    /** Our command. */
    record Ferkel(String name, Path launcher, String options) implements Side {
        /** The slowest model has some eight prompts by then, and Java has compiled what they need. */
        private static final String WARM_UP_SECONDS = "8";

        @Override
        public boolean isSlow() {
            return !options.isEmpty();
        }

        @Override
        public double measure(Path model, int threads, Case what) {
            var command = List.of(
                    launcher.toString(),
                    "bench",
                    model.toString(),
                    "--quiet",
                    "--rounds",
                    "1",
                    "--warm-up",
                    WARM_UP_SECONDS,
                    "--batch",
                    "" + what.answers(),
                    "--prompt",
                    "" + what.prompt(),
                    "--depth",
                    "" + what.depth(),
                    "--generate",
                    "" + what.generate(),
                    "--threads",
                    "" + threads);
            var lines = output(Map.of("FERKEL_JAVA_OPTIONS", options), command);
            return JsonMapper.shared()
                    .readTree(lines.getLast())
                    .get("rows")
                    .get(0)
                    .get("tokensPerSecond")
                    .asDouble();
        }
    }

    /** llama.cpp's llama-bench, and its llama-batched-bench, which lies beside it. */
    record LlamaCpp(String name, Path program, boolean flashAttention) implements Side {
        @Override
        public double measure(Path model, int threads, Case what) {
            return what.isTogether() ? together(model, threads, what) : alone(model, threads, what);
        }

        private double alone(Path model, int threads, Case what) {
            var lines = run(
                    program,
                    model,
                    threads,
                    List.of(
                            "-p",
                            "" + what.prompt(),
                            "-n",
                            "" + what.generate(),
                            "-d",
                            "" + (what.depth() > 1 ? what.depth() : 0),
                            "-r",
                            "1",
                            "-o",
                            "json"));
            return JsonMapper.shared()
                    .readTree(String.join("\n", lines))
                    .get(0)
                    .get("avg_ts")
                    .asDouble();
        }

        private double together(Path model, int threads, Case what) {
            var lines = run(
                    program.resolveSibling("llama-batched-bench"),
                    model,
                    threads,
                    List.of(
                            "-c",
                            "" + 2 * what.answers() * (what.depth() + what.generate()),
                            "-npp",
                            "" + what.depth(),
                            "-ntg",
                            "" + what.generate(),
                            "-npl",
                            "" + what.answers(),
                            "--output-format",
                            "jsonl"));
            return lines.stream()
                    .filter(line -> line.startsWith("{"))
                    .map(line ->
                            JsonMapper.shared().readTree(line).get("speed_tg").asDouble())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("llama-batched-bench printed no speed"));
        }

        private List<String> run(Path command, Path model, int threads, List<String> more) {
            var all = new ArrayList<>(List.of(
                    command.toString(),
                    "-m",
                    model.toString(),
                    "-t",
                    "" + threads,
                    "-fa",
                    flashAttention ? "on" : "off"));
            all.addAll(more);
            return output(Map.of(), all);
        }
    }

    private static List<String> output(Map<String, String> environment, List<String> command) {
        try {
            var builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            var lines = new ArrayList<String>();
            try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
                reader.lines().forEach(lines::add);
            }
            if (process.waitFor() != 0 || lines.isEmpty()) {
                throw new IllegalStateException("failed: " + String.join(" ", command));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
