package dev.ferkel.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program whose speed is measured: a process of its own each time, tokens a second by case. */
sealed interface Side permits Side.Ferkel, Side.LlamaCpp {
    /** What is measured: a prompt alone, then tokens after one token and, where the model is small, after many. */
    int PROMPT = 512;

    int GENERATE = 64;

    String name();

    /** Whether it takes too long for every model. */
    default boolean isSlow() {
        return false;
    }

    /** Tokens a second by case, such as pp512 and tg64. */
    Map<String, Double> measure(Path model, int threads);

    /** Our command. */
    record Ferkel(String name, Path launcher, String options) implements Side {
        @Override
        public boolean isSlow() {
            return !options.isEmpty();
        }

        @Override
        public Map<String, Double> measure(Path model, int threads) {
            var lines = output(
                    Map.of("FERKEL_JAVA_OPTIONS", options),
                    launcher.toString(),
                    "bench",
                    model.toString(),
                    "--quiet",
                    "--rounds",
                    "1",
                    "--batch",
                    "1",
                    "--prompt",
                    "" + PROMPT,
                    "--generate",
                    "" + GENERATE,
                    "--threads",
                    "" + threads);
            var speeds = new LinkedHashMap<String, Double>();
            for (var row : JsonMapper.shared().readTree(lines.getLast()).get("rows")) {
                speeds.put(
                        row.get("name").asString(), row.get("tokensPerSecond").asDouble());
            }
            return speeds;
        }
    }

    /** llama.cpp's llama-bench. */
    record LlamaCpp(String name, Path program, boolean flashAttention) implements Side {
        @Override
        public Map<String, Double> measure(Path model, int threads) {
            var lines = output(
                    Map.of(),
                    program.toString(),
                    "-m",
                    model.toString(),
                    "-p",
                    "" + PROMPT,
                    "-n",
                    "" + GENERATE,
                    "-t",
                    "" + threads,
                    "-r",
                    "1",
                    "-fa",
                    flashAttention ? "on" : "off",
                    "-o",
                    "json");
            var speeds = new LinkedHashMap<String, Double>();
            for (JsonNode row : JsonMapper.shared().readTree(String.join("\n", lines))) {
                int generated = row.get("n_gen").asInt();
                speeds.put(
                        generated == 0 ? "pp" + row.get("n_prompt").asInt() : "tg" + generated,
                        row.get("avg_ts").asDouble());
            }
            return speeds;
        }
    }

    private static List<String> output(Map<String, String> environment, String... command) {
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
