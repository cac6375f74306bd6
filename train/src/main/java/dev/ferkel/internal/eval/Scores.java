package dev.ferkel.internal.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Scores by task, group and kind, and of all kinds of a group. */
final class Scores {
    static final String ALL = "all";

    private Scores() {}

    /** In the order of the questions. */
    static List<Score> of(List<Question> order, List<Answered> answered) {
        var groups = new LinkedHashMap<List<String>, List<Answered>>();
        for (var question : order) {
            groups.computeIfAbsent(key(question), k -> new ArrayList<>());
        }
        for (var one : answered) {
            var group = groups.get(key(one.question()));
            if (group != null) {
                group.add(one);
            }
        }
        var scores = new ArrayList<Score>();
        var whole = new LinkedHashMap<List<String>, List<Answered>>();
        groups.forEach((key, members) -> {
            scores.add(Score.of(key.get(0), key.get(1), key.get(2), members));
            whole.computeIfAbsent(key.subList(0, 2), k -> new ArrayList<>()).addAll(members);
        });
        whole.forEach((key, members) -> {
            int parts = (int) groups.keySet().stream()
                    .filter(k -> k.subList(0, 2).equals(key))
                    .count();
            if (parts > 1) {
                scores.add(last(scores, key) + 1, Score.of(key.get(0), key.get(1), ALL, members));
            }
        });
        return scores;
    }

    private static int last(List<Score> scores, List<String> key) {
        int last = -1;
        for (int i = 0; i < scores.size(); i++) {
            last = List.of(scores.get(i).task(), scores.get(i).group()).equals(key) ? i : last;
        }
        return last;
    }

    private static List<String> key(Question question) {
        return List.of(question.task(), question.group(), question.kind());
    }
}
