package dev.ferkel.internal.eval;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.grading.Verdict;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How another model's answers were judged: the file that {@code eval --out} wrote. */
public final class EarlierAnswers {
    private static final JsonMapper JSON =
            JsonMapper.builder(TextFiles.JSON_FACTORY).build();

    /** @param number among questions that are alike, from 1 */
    private record Key(String task, String group, String kind, String prompt, int number) {}

    /** Right answers, and all. */
    private static final class Count {
        private int right;
        private int all;
    }

    private final Path file;
    private final Map<Key, Count> counts = new HashMap<>();
    private final Map<List<String>, Integer> alike = new HashMap<>();

    private EarlierAnswers(Path file) {
        this.file = file;
    }

    /** @throws FerkelException if it isn't such a file, with the line's number */
    public static EarlierAnswers read(Path file) {
        var answers = new EarlierAnswers(file);
        int number = 0;
        try (var lines = Files.newBufferedReader(file)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    answers.add(JSON.readTree(line), number);
                }
            }
        } catch (JacksonException | CharacterCodingException e) {
            throw new FerkelException("%s: line %d is no JSON".formatted(file, number), e);
        } catch (NoSuchFileException e) {
            throw new FerkelException(file + ": no such file", e);
        } catch (IOException e) {
            throw new FerkelException(file + ": can't be read", e);
        }
        return answers;
    }

    private void add(JsonNode line, int number) {
        var question = new ArrayList<String>();
        for (var name : List.of("task", "split", "kind", "prompt", "verdict")) {
            if (!line.path(name).isString()) {
                throw FerkelException.of(
                        "%s: line %d has no \"%s\": expected what 'eval --out' wrote", file, number, name);
            }
            question.add(line.path(name).asString());
        }
        var verdict = question.removeLast();
        // samples of a question follow each other
        int occurrence = alike.merge(question, line.path("sample").asInt(0) == 0 ? 1 : 0, Integer::sum);
        var count = counts.computeIfAbsent(key(question, occurrence), k -> new Count());
        count.all++;
        count.right += verdict.equalsIgnoreCase(Verdict.CORRECT.name()) ? 1 : 0;
    }

    private static Key key(List<String> question, int number) {
        return new Key(question.get(0), question.get(1), question.get(2), question.get(3), number);
    }

    /**
     * What is different now, by kind and over all kinds of a group.
     *
     * @throws FerkelException if no question is the same
     */
    public List<Difference> against(List<Answered> now) {
        var seen = new HashMap<List<String>, Integer>();
        var groups = new LinkedHashMap<List<String>, Map<String, List<Double>>>();
        for (var one : now) {
            var q = one.question();
            var question = List.of(q.task(), q.group(), q.kind(), q.prompt());
            var before = counts.get(key(question, seen.merge(question, 1, Integer::sum)));
            if (before != null) {
                double share = (double) one.correct() / one.samples().size();
                double difference = share - (double) before.right / before.all;
                groups.computeIfAbsent(List.of(q.task(), q.group()), k -> new LinkedHashMap<>())
                        .computeIfAbsent(q.kind(), k -> new ArrayList<>())
                        .add(difference);
            }
        }
        if (groups.isEmpty()) {
            throw FerkelException.of(
                    "%s: none of these questions; ask with the --seed, --count, --kinds and --splits that made it",
                    file);
        }
        var differences = new ArrayList<Difference>();
        groups.forEach((group, kinds) -> {
            kinds.forEach((kind, values) -> differences.add(difference(group, kind, values)));
            if (kinds.size() > 1) {
                var all = kinds.values().stream().flatMap(List::stream).toList();
                differences.add(difference(group, Scores.ALL, all));
            }
        });
        return differences;
    }

    private static Difference difference(List<String> group, String kind, List<Double> values) {
        return Difference.of(
                group.get(0),
                group.get(1),
                kind,
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
