package dev.ferkel.internal.run;

import dev.ferkel.internal.problem.Split;
import dev.ferkel.internal.reward.Rules;
import dev.ferkel.internal.teacher.Ask;
import dev.ferkel.internal.teacher.Asker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a stage asks its network: an endless stream of problems, and some that it never learns from. */
final class Questions {
    private static final long SALT = 0x9e3779b97f4a7c15L;

    private final ProblemDocuments problems;
    private final ProblemDocuments heldOut;
    private final double thinking;
    private final long seed;

    /** @param thinking share of the problems that are thought about */
    Questions(DataSettings.Problems settings, double thinking, long seed) {
        problems = new ProblemDocuments(settings, Split.TRAIN, seed);
        heldOut = new ProblemDocuments(settings, Split.TEST, seed);
        this.thinking = thinking;
        this.seed = seed;
    }

    /** Problems [from, from + count). */
    List<Ask> asks(long from, int count) {
        var asks = new ArrayList<Ask>();
        for (long i = from; i < from + count; i++) {
            asks.add(new Ask(problems.problem(i), Draws.of(seed ^ SALT, i).nextDouble() < thinking));
        }
        return asks;
    }

    /** Held-out problems, asked once each, greedily: what the log says. */
    Map<String, Object> evaluated(Asker asker, int count, int maxTokens) {
        var asks = new ArrayList<Ask>();
        for (int i = 0; i < count; i++) {
            asks.add(new Ask(heldOut.problem(i), thinking > 0));
        }
        var attempts = asker.ask(asks, 1, 0, maxTokens, seed).stream()
                .map(a -> a.attempts().getFirst())
                .toList();
        return Map.of(
                "held-out accuracy",
                attempts.stream().filter(Rules::isRight).count() / (double) count,
                "held-out format",
                attempts.stream().filter(Rules::isWellFormed).count() / (double) count);
    }
}
