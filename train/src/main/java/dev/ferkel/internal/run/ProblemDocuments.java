package dev.ferkel.internal.run;

import dev.ferkel.internal.problem.Kind;
import dev.ferkel.internal.problem.Problem;
import dev.ferkel.internal.problem.ProblemText;
import dev.ferkel.internal.problem.Problems;
import dev.ferkel.internal.problem.Split;
import dev.ferkel.internal.problem.Style;
import java.util.Arrays;

/** Generated problems with solutions, by number: kind, difficulty and style are drawn by their weights. */
final class ProblemDocuments implements NumberedTexts {
    /** So that what is drawn here has nothing to do with which source was. */
    private static final long SALT = 0x5eed;

    private final DataSettings.Problems settings;
    private final Split split;
    private final long seed;
    private final double[] kinds;

    ProblemDocuments(DataSettings.Problems settings, Split split, long seed) {
        this.settings = settings;
        this.split = split;
        this.seed = seed;
        this.kinds = Arrays.stream(Kind.values())
                .mapToDouble(
                        k -> settings.kinds().isEmpty() ? 1 : settings.kinds().getOrDefault(k, 0.0))
                .toArray();
    }

    @Override
    public String text(long index) {
        return ProblemText.document(problem(index), style(index));
    }

    Problem problem(long index) {
        var random = Draws.of(seed ^ SALT, index);
        var kind = Kind.values()[Draws.pick(random, kinds)];
        int difficulty = 1 + Draws.pick(random, settings.difficulties());
        return Problems.generate(kind, difficulty, split, seed, index);
    }

    /** How a solution of problem {@code index} is to be written. */
    Style style(long index) {
        var random = Draws.of(seed ^ SALT, index);
        // behind those of kind and difficulty
        random.nextDouble();
        random.nextDouble();
        return Style.values()[Draws.pick(random, settings.styles())];
    }
}
