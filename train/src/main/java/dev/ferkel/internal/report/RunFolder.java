package dev.ferkel.internal.report;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run's folder as a reader finds it: the logs of its stages, and answers, if there is a {@code samples.jsonl}. */
final class RunFolder {
    private static final String LOG = "log.jsonl";
    private static final int MOST_LINES = 5_000_000;
    private static final String SAMPLES = "samples.jsonl";
    private static final int MOST_SAMPLES = 40;
    private static final int MOST_TOKENS = 600;
    private static final int MOST_CHARACTERS = 2000;
    private static final JsonMapper JSON =
            JsonMapper.builder(TextFiles.JSON_FACTORY).build();

    private final Path folder;

    RunFolder(Path folder) {
        this.folder = folder;
    }

    /** The page's data of each stage that has a log. */
    List<Map<String, Object>> stages() {
        if (!Files.isDirectory(folder)) {
            throw FerkelException.of("%s: %s", folder, Files.exists(folder) ? "not a folder" : "no such folder");
        }
        var logs = logs();
        if (logs.isEmpty()) {
            throw FerkelException.of("%s: has no %s, expected a run's folder or a stage's", folder, LOG);
        }
        var stages = new ArrayList<Map<String, Object>>();
        for (var log : logs) {
            var stage = log.toAbsolutePath().normalize().getParent();
            var name = folder.equals(log.getParent()) || logs.size() == 1 || stage == null
                    ? name(folder)
                    : name(folder) + ", " + stage.getFileName();
            stages.add(new RunCurves(name, read(log)).data(samples(stage == null ? folder : stage)));
        }
        return stages;
    }

    private static String name(Path folder) {
        var name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? "run" : name.toString();
    }

    private List<Path> logs() {
        if (Files.exists(folder.resolve(LOG))) {
            return List.of(folder.resolve(LOG));
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(f -> f.resolve(LOG))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new FerkelException(folder + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** All lines but one that is cut short: the run may go on while it is looked at. */
    private static List<JsonNode> read(Path file) {
        var lines = new ArrayList<JsonNode>();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            int number = 0;
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (++number > MOST_LINES) {
                    throw FerkelException.of("%s: more than %d lines", file, MOST_LINES);
                }
                try {
                    lines.add(JSON.readTree(line));
                } catch (JacksonException e) {
                    if (in.readLine() != null) {
                        throw TextFiles.notJson(file + ": line " + number, e);
                    }
                    break;
                }
            }
        } catch (IOException e) {
            throw new FerkelException(file + ": can't be read: " + e.getMessage(), e);
        }
        return lines;
    }

    /** Answers in the stage's folder, or else in the run's. */
    private List<Map<String, Object>> samples(Path stage) {
        var own = stage.resolve(SAMPLES);
        var file = Files.exists(own) ? own : folder.resolve(SAMPLES);
        if (!Files.exists(file)) {
            return List.of();
        }
        var lines = read(file);
        int skip = Math.max(1, (lines.size() + MOST_SAMPLES - 1) / MOST_SAMPLES);
        return IntStream.range(0, lines.size())
                .filter(i -> i % skip == 0)
                .mapToObj(i -> sample(lines.get(i)))
                .toList();
    }

    private static Map<String, Object> sample(JsonNode line) {
        var sample = new LinkedHashMap<String, Object>();
        var messages = line.path("messages");
        if (messages.size() > 1) {
            var said = messages.path(messages.size() - 1);
            sample.put("prompt", text(messages.path(messages.size() - 2), "content"));
            sample.put(
                    "text",
                    shortened(Stream.of("reasoning_content", "content")
                            .map(key -> said.path(key).asString("").strip())
                            .filter(part -> !part.isEmpty())
                            .collect(Collectors.joining("\n\n"))));
            sample.put("verdict", text(line, "teacher"));
            return sample;
        }
        sample.put("prompt", text(line, "prompt"));
        sample.put("text", text(line, "text"));
        sample.put("verdict", text(line, "verdict"));
        if (line.path("answers").isArray()) {
            sample.put("step", line.path("step").asLong(0));
            sample.put("reference", text(line, "reference"));
            sample.put(
                    "answers",
                    line.path("answers")
                            .valueStream()
                            .limit(2)
                            .map(RunFolder::answer)
                            .toList());
        }
        return sample;
    }

    /** A group's answer, token by token, with what each was likely. */
    private static Map<String, Object> answer(JsonNode answer) {
        var tokens = answer.path("tokens")
                .valueStream()
                .limit(MOST_TOKENS)
                .map(t -> t.asString(""))
                .toList();
        return Map.of(
                "reward", answer.path("reward").asDouble(0),
                "advantage", answer.path("advantage").asDouble(0),
                "tokens", tokens,
                "likely",
                        answer.path("log-probabilities")
                                .valueStream()
                                .limit(tokens.size())
                                .map(p -> Math.round(1000 * Math.exp(p.asDouble(0))) / 1000.0)
                                .toList());
    }

    private static String text(JsonNode line, String key) {
        return shortened(line.path(key).asString(""));
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "..";
    }
}
