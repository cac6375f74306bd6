package dev.ferkel.internal.run;

import dev.ferkel.internal.reward.Attempt;
import dev.ferkel.internal.reward.Readability;
import dev.ferkel.internal.reward.Rules;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An answer to keep.
 *
 * @param problem number of the problem in the stage's stream
 * @param index among the problem's answers
 */
record Sample(long problem, int index, Attempt attempt) {
    /** The shortest right and readable ones of a problem's answers, none twice. */
    static List<Sample> of(long problem, List<Attempt> attempts, int most) {
        var seen = new HashSet<String>();
        return IntStream.range(0, attempts.size())
                .mapToObj(i -> new Sample(problem, i, attempts.get(i)))
                .filter(s -> Rules.isRight(s.attempt) && Readability.isReadable(s.attempt))
                .filter(s -> seen.add(s.attempt.text()))
                .sorted(Comparator.comparingInt(s -> s.attempt.tokens()))
                .limit(most)
                .toList();
    }

    /** A conversation to learn from, and all that is needed to sample it again. */
    Map<String, Object> line(int step, String teacher, long seed, float temperature) {
        var assistant = new LinkedHashMap<String, Object>();
        assistant.put("role", "assistant");
        if (attempt.thinking()) {
            assistant.put("reasoning_content", attempt.reasoning());
        }
        assistant.put("content", attempt.answer().strip());
        var line = new LinkedHashMap<String, Object>();
        line.put(
                "messages",
                List.of(Map.of("role", "user", "content", attempt.problem().question()), assistant));
        line.put("step", step);
        line.put("teacher", teacher);
        line.put("seed", seed);
        line.put("problem", problem);
        line.put("sample", index);
        line.put("kind", attempt.problem().kind().id());
        line.put("difficulty", attempt.problem().difficulty());
        line.put("temperature", temperature);
        line.put("tokens", attempt.tokens());
        return line;
    }
}
