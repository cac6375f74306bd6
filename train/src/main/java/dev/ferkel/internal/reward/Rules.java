package dev.ferkel.internal.reward;

import dev.ferkel.internal.grading.Grader;
import dev.ferkel.internal.grading.Verdict;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/** Rewards by rule, as R1's are (DeepSeek-R1, section 2.2.2): no model judges, so none can be fooled. */
public final class Rules {
    private static final Pattern FINAL = Pattern.compile("Answer: [^\\n]+");
    private static final Pattern WORD = Pattern.compile("\\p{L}+");

    private Rules() {}

    /** 1 for the right answer. */
    public static Reward accuracy() {
        return each(a -> isRight(a) ? 1 : 0);
    }

    /** Whether an answer is right; a model that thinks has to say it after its thoughts. */
    public static boolean isRight(Attempt attempt) {
        return Grader.grade(attempt.problem(), attempt.answer()) == Verdict.CORRECT;
    }

    /** 1 for an answer that ends, after its thoughts where there are to be some, with one line {@code Answer: ..}. */
    public static Reward format() {
        return each(a -> isWellFormed(a) ? 1 : 0);
    }

    public static boolean isWellFormed(Attempt attempt) {
        return attempt.ended()
                && !attempt.answer().contains("think>")
                && !attempt.reasoning().contains("think>")
                && FINAL.matcher(lastLine(attempt)).matches();
    }

    private static String lastLine(Attempt attempt) {
        var said = attempt.answer().strip();
        return attempt.thinking() ? said : said.substring(said.lastIndexOf('\n') + 1);
    }

    /** The share of words that are written in a script (R1, section 2.3.2: language consistency). */
    public static Reward language(Character.UnicodeScript script) {
        return each(a -> {
            var words = WORD.matcher(a.text()).results().toList();
            long in = words.stream()
                    .filter(w -> w.group().codePoints().allMatch(c -> Character.UnicodeScript.of(c) == script))
                    .count();
            return words.isEmpty() ? 1 : (double) in / words.size();
        });
    }

    /**
     * 0 up to {@code most - margin} tokens, falling to -1 at {@code most} (DAPO, Yu et al. 2025, eq. 13: soft overlong
     * punishment).
     */
    public static Reward length(int most, int margin) {
        return each(a -> -Math.clamp((a.tokens() - (double) (most - margin)) / margin, 0, 1));
    }

    private static Reward each(ToDoubleFunction<Attempt> rule) {
        return attempts -> attempts.stream().mapToDouble(rule).boxed().toList();
    }
}
