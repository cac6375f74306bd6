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
    /** What is measured: a prompt alone, tokens after one token, and those of several answers after a short prompt. */
    int PROMPT = 512;

    int GENERATE = 64;
    int ANSWERS = 16;
    int SHORT_PROMPT = 64;
    int SHORT_ANSWER = 32;

    String name();

    /** Whether it takes too long for every model. */
    default boolean isSlow() {
        return false;
    }

    /** Tokens a second by case, such as pp512, tg64 and tg32x16. */
    Map<String, Double> measure(Path model, int threads);

    /** Our command. */
    record Ferkel(String name, Path launcher, String options) implements Side {
        /** The slowest model has some eight prompts by then, and Java has compiled what they need. */
        private static final String WARM_UP_SECONDS = "8";

        @Override
        public boolean isSlow() {
            return !options.isEmpty();
        }

        @Override
        public Map<String, Double> measure(Path model, int threads) {
            var speeds = new LinkedHashMap<String, Double>();
            measure(model, threads, PROMPT, 1, 1, GENERATE, speeds);
            measure(model, threads, SHORT_PROMPT, ANSWERS, SHORT_PROMPT, SHORT_ANSWER, speeds);
            return speeds;
        }

        private void measure(
                Path model, int threads, int prompt, int answers, int depth, int generate, Map<String, Double> speeds) {
            var lines = output(
                    Map.of("FERKEL_JAVA_OPTIONS", options),
                    launcher.toString(),
                    "bench",
                    model.toString(),
                    "--quiet",
                    "--rounds",
                    "1",
                    "--warm-up",
                    WARM_UP_SECONDS,
                    "--batch",
                    "" + answers,
                    "--prompt",
                    "" + prompt,
                    "--depth",
                    "" + depth,
                    "--generate",
                    "" + generate,
                    "--threads",
                    "" + threads);
            for (var row : JsonMapper.shared().readTree(lines.getLast()).get("rows")) {
                var name = row.get("name").asString().replaceFirst("@d\\d+", "");
                speeds.put(name, row.get("tokensPerSecond").asDouble());
            }
        }
    }

    /** llama.cpp's llama-bench, and its llama-batched-bench, which lies beside it. */
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
            speeds.put("tg" + SHORT_ANSWER + "x" + ANSWERS, together(model, threads));
            return speeds;
        }

        private double together(Path model, int threads) {
            var lines = output(
                    Map.of(),
                    program.resolveSibling("llama-batched-bench").toString(),
                    "-m",
                    model.toString(),
                    "-c",
                    "" + 2 * ANSWERS * (SHORT_PROMPT + SHORT_ANSWER),
                    "-npp",
                    "" + SHORT_PROMPT,
                    "-ntg",
                    "" + SHORT_ANSWER,
                    "-npl",
                    "" + ANSWERS,
                    "-t",
                    "" + threads,
                    "-fa",
                    flashAttention ? "on" : "off",
                    "--output-format",
                    "jsonl");
            return lines.stream()
                    .filter(line -> line.startsWith("{"))
                    .map(line ->
                            JsonMapper.shared().readTree(line).get("speed_tg").asDouble())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("llama-batched-bench printed no speed"));
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
