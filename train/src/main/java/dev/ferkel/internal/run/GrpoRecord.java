package dev.ferkel.internal.run;

import dev.ferkel.internal.grpo.Episode;
import dev.ferkel.internal.grpo.Group;
import dev.ferkel.internal.grpo.PolicyStep;
import dev.ferkel.internal.reward.Rules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** What the log says of a step of reinforcement learning. */
final class GrpoRecord {
    private static final String GOING_BACK = "Go back";

    private GrpoRecord() {}

    /**
     * The record, but for divergence and time.
     *
     * @param groups that were asked, also those that nothing is learned from: they show what the network can do
     */
    static Map<String, Object> of(List<Group> groups, List<PolicyStep.Outcome> updates) {
        var entry = new LinkedHashMap<String, Object>();
        var episodes = groups.stream().flatMap(g -> g.episodes().stream()).toList();
        entry.put("loss", updates.stream().mapToDouble(PolicyStep.Outcome::loss).sum());
        entry.put("reward", mean(episodes, Episode::reward));
        entry.put("accuracy", accuracy(groups));
        entry.put("format", mean(episodes, e -> Rules.isWellFormed(e.attempt()) ? 1 : 0));
        entry.put("length", mean(episodes, e -> e.answer().length));
        entry.put("ended", mean(episodes, e -> e.attempt().ended() ? 1 : 0));
        entry.put("search", mean(episodes, e -> e.attempt().text().contains(GOING_BACK) ? 1 : 0));
        entry.put("entropy", mean(updates, PolicyStep.Outcome::entropy));
        entry.put("clipped", mean(updates, PolicyStep.Outcome::clipShare));
        entry.put("norm", mean(updates, PolicyStep.Outcome::norm));
        entry.put("groups solved", share(groups, g -> g.solved() == 1));
        entry.put("groups unsolved", share(groups, g -> g.solved() == 0));
        var kinds = new TreeMap<String, Double>();
        groups.stream()
                .map(g -> g.problem().kind())
                .distinct()
                .forEach(kind -> kinds.put(
                        kind.id(),
                        groups.stream()
                                .filter(g -> g.problem().kind() == kind)
                                .mapToDouble(Group::solved)
                                .average()
                                .orElse(0)));
        entry.put("accuracy by kind", kinds);
        return entry;
    }

    /** Share of answers that are right. */
    static double accuracy(List<Group> groups) {
        return mean(groups, Group::solved);
    }

    /** Mean divergence from the reference, in nats a token. */
    static double divergence(List<PolicyStep.Outcome> updates) {
        return mean(updates, PolicyStep.Outcome::kl);
    }

    private static double share(List<Group> groups, Predicate<Group> which) {
        return mean(groups, g -> which.test(g) ? 1 : 0);
    }

    private static <T> double mean(List<T> list, ToDoubleFunction<T> value) {
        return list.stream().mapToDouble(value).average().orElse(0);
    }
}
