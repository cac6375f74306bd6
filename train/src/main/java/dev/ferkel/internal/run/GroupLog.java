package dev.ferkel.internal.run;

import dev.ferkel.internal.grpo.Episode;
import dev.ferkel.internal.grpo.Group;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Groups of answers to look at, a line each: the best and the worst, token by token. */
final class GroupLog {
    private final RunLog log;
    private final Tokenizer tokenizer;

    GroupLog(Path file, Tokenizer tokenizer) {
        this.log = new RunLog(file);
        this.tokenizer = tokenizer;
    }

    void rewind(int step) {
        log.rewind(step);
    }

    void append(int step, Group group) {
        var sorted = group.episodes().stream()
                .sorted(Comparator.comparingDouble(Episode::reward))
                .toList();
        var entry = new LinkedHashMap<String, Object>();
        entry.put("step", step);
        entry.put("kind", group.problem().kind().id());
        entry.put("prompt", group.problem().question());
        entry.put("reference", group.problem().answer());
        entry.put("thinking", group.thinking());
        entry.put("rewards", sorted.stream().map(Episode::reward).toList());
        entry.put("answers", List.of(answer(sorted.getLast()), answer(sorted.getFirst())));
        log.append(entry);
    }

    private Map<String, Object> answer(Episode episode) {
        var pieces = new ArrayList<String>();
        for (int id : episode.answer()) {
            pieces.add(tokenizer.decode(new int[] {id}, false));
        }
        var answer = new LinkedHashMap<String, Object>();
        answer.put("reward", episode.reward());
        answer.put("advantage", episode.advantage());
        answer.put("tokens", pieces);
        answer.put("log-probabilities", episode.old());
        return answer;
    }
}
