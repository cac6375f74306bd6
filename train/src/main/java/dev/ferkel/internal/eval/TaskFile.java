package dev.ferkel.internal.eval;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.grading.MathAnswer;
import dev.ferkel.internal.grading.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Questions of the user's own, a JSON object a line. Errors name the file, the line and the key. */
final class TaskFile {
    private static final int MAX_CHOICES = 100;
    private static final JsonMapper JSON =
            JsonMapper.builder(TextFiles.JSON_FACTORY).build();

    private final Path file;

    TaskFile(Path file) {
        this.file = file;
    }

    /** Lines {@code {"prompt": .., "answer": ..}}; an answer is compared by what it means. */
    List<Question> questions() {
        return lines((line, number) -> {
            var answer = line.path("answer");
            var reference = answer.isNumber() ? answer.asString() : text(line, "answer", number);
            return new Question(
                    name(),
                    "",
                    "",
                    text(line, "prompt", number),
                    reference,
                    TaskFile::answer,
                    text -> answer(text)
                            .map(found -> MathAnswer.equal(reference, found) ? Verdict.CORRECT : Verdict.WRONG)
                            .orElse(Verdict.NO_ANSWER));
        });
    }

    /** Lines {@code {"question": .., "choices": [..], "answer": index}}, the first choice being 0. */
    List<MultipleChoice> choices() {
        return lines((line, number) -> {
            var list = line.path("choices");
            if (!list.isArray() || list.size() < 2 || list.size() > MAX_CHOICES) {
                throw wrong(number, "choices", "a list of 2 to " + MAX_CHOICES + " texts");
            }
            var choices = new ArrayList<String>();
            for (var choice : list) {
                if (!choice.isString() || choice.asString().isEmpty()) {
                    throw wrong(number, "choices", "texts that are not empty");
                }
                choices.add(choice.asString());
            }
            var answer = line.path("answer");
            if (!answer.isInt() || answer.asInt() < 0 || answer.asInt() >= choices.size()) {
                throw wrong(number, "answer", "the index of a choice, 0 to " + (choices.size() - 1));
            }
            return new MultipleChoice(text(line, "question", number), choices, answer.asInt());
        });
    }

    String name() {
        return file.toString();
    }

    /** What the text marks as its answer, else all of it. */
    private static Optional<String> answer(String text) {
        return MathAnswer.extract(text).or(() -> Optional.of(text.strip()).filter(t -> !t.isEmpty()));
    }

    private <T> List<T> lines(BiFunction<JsonNode, Integer, T> read) {
        var items = new ArrayList<T>();
        int number = 0;
        for (var line : TextFiles.read(file, TextFiles.LARGE).split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                items.add(read.apply(json(line, number), number));
            }
        }
        if (items.isEmpty()) {
            throw FerkelException.of("%s: has no lines, expected a JSON object a line", file);
        }
        return items;
    }

    private JsonNode json(String line, int number) {
        try {
            var json = JSON.readTree(line);
            if (!json.isObject()) {
                throw FerkelException.of("%s: line %d: found %s, expected an object", file, number, json.getNodeType());
            }
            return json;
        } catch (JacksonException e) {
            throw TextFiles.notJson(file + ": line " + number, e);
        }
    }

    private String text(JsonNode line, String key, int number) {
        var value = line.path(key);
        if (!value.isString() || value.asString().isEmpty()) {
            throw wrong(number, key, "a text");
        }
        return value.asString();
    }

    private FerkelException wrong(int number, String key, String expected) {
        return FerkelException.of("%s: line %d: '%s' is wrong or missing, expected %s", file, number, key, expected);
    }
}
