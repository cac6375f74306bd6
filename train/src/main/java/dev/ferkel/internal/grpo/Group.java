package dev.ferkel.internal.grpo;

import dev.ferkel.internal.engine.Answer;
import dev.ferkel.internal.engine.FinishReason;
import dev.ferkel.internal.problem.Problem;
import dev.ferkel.internal.reward.Attempt;
import dev.ferkel.internal.reward.Rules;
import java.util.ArrayList;
import java.util.List;

/** A prompt's answers, judged. */
public record Group(Problem problem, boolean thinking, List<Episode> episodes) {
    /** An answer as what rewards judge. */
    public static Attempt attempt(Problem problem, boolean thinking, Answer answer) {
        return Attempt.of(problem, answer.text(), thinking, answer.ids().size(), answer.reason() == FinishReason.STOP);
    }

    /** Answers with their rewards, and advantages over each other. */
    public static Group of(
            Problem problem,
            boolean thinking,
            int[] prompt,
            List<Answer> answers,
            List<Attempt> attempts,
            double[] rewards,
            Form form) {
        var advantages = Advantages.of(rewards, form);
        var episodes = new ArrayList<Episode>();
        for (int i = 0; i < answers.size(); i++) {
            var answer = answers.get(i);
            var old = new float[answer.ids().size()];
            for (int t = 0; t < old.length; t++) {
                old[t] = answer.logProbabilities().get(t);
            }
            episodes.add(new Episode(
                    prompt,
                    answer.ids().stream().mapToInt(Integer::intValue).toArray(),
                    old,
                    attempts.get(i),
                    rewards[i],
                    advantages[i]));
        }
        return new Group(problem, thinking, List.copyOf(episodes));
    }

    /** Whether all rewards are alike, so that there is nothing to learn. */
    public boolean isUniform() {
        double first = episodes.getFirst().reward();
        return episodes.stream().allMatch(e -> e.reward() == first);
    }

    /** The best reward less the worst: how much there is to tell apart. */
    public double spread() {
        var rewards = episodes.stream().mapToDouble(Episode::reward).summaryStatistics();
        return rewards.getMax() - rewards.getMin();
    }

    /** Share of answers that are right. */
    public double solved() {
        return episodes.stream()
                .mapToDouble(e -> Rules.isRight(e.attempt()) ? 1 : 0)
                .average()
                .orElse(0);
    }
}
