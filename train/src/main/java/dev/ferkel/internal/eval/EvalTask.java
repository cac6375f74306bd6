package dev.ferkel.internal.eval;

import dev.ferkel.error.FerkelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One thing to measure. */
public sealed interface EvalTask {
    /** Generated problems, answered in free text. */
    record ProblemSet() implements EvalTask {}

    /** Of a text; of held-out problems where there is none. */
    record Compression(Optional<Path> file) implements EvalTask {}

    /** The most likely of given answers. */
    record Choice(Path file) implements EvalTask {}

    /** The user's questions, answered in free text. */
    record Own(Path file) implements EvalTask {}

    /** The words that are no file. */
    Set<String> NAMES = Set.of("problems", "bits-per-byte", "choice");

    /**
     * Reads {@code problems}, {@code bits-per-byte [FILE]}, {@code choice FILE} and {@code FILE.jsonl}.
     *
     * @throws FerkelException if a word is none of them
     */
    static List<EvalTask> read(List<String> words) {
        var tasks = new ArrayList<EvalTask>();
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            boolean file = i + 1 < words.size() && !NAMES.contains(words.get(i + 1));
            switch (word) {
                case "problems" -> tasks.add(new ProblemSet());
                case "bits-per-byte" ->
                    tasks.add(new Compression(file ? Optional.of(Path.of(words.get(++i))) : Optional.empty()));
                case "choice" -> {
                    if (!file) {
                        throw FerkelException.of("the task 'choice' needs a file: choice FILE.jsonl");
                    }
                    tasks.add(new Choice(Path.of(words.get(++i))));
                }
                default -> {
                    if (!word.endsWith(".jsonl")) {
                        throw FerkelException.of(
                                "there is no task '%s', expected problems, bits-per-byte [FILE], choice FILE.jsonl or "
                                        + "FILE.jsonl",
                                word);
                    }
                    tasks.add(new Own(Path.of(word)));
                }
            }
        }
        return tasks.isEmpty() ? List.of(new ProblemSet()) : List.copyOf(tasks);
    }
}
