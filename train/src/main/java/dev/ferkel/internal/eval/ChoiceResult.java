package dev.ferkel.internal.eval;

import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.tensor.DType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How often the right choice is the most likely text after the question.
 *
 * @param accuracy by the whole choice's log-probability
 * @param perByte by that over its bytes, which doesn't favour short choices ({@code acc_norm} in lm-evaluation-harness)
 */
public record ChoiceResult(String task, int questions, Score.Share accuracy, Score.Share perByte) {
    static ChoiceResult of(LoadedModel model, DType cacheType, Path file, Progress progress) {
        var source = new TaskFile(file);
        List<MultipleChoice> questions = source.choices();
        var prompts = new Prompts(model);
        var right = new double[questions.size()];
        var rightPerByte = new double[questions.size()];
        for (int i = 0; i < right.length; i++) {
            var question = questions.get(i);
            var prompt = prompts.atOnce(question.question()).ids();
            var scores = question.choices().stream()
                    .mapToDouble(choice -> TextScore.of(
                            model,
                            cacheType,
                            Prompts.joined(prompt, prompts.tokenizer().encode(choice, false)),
                            prompt.length))
                    .toArray();
            right[i] = best(scores) == question.answer() ? 1 : 0;
            for (int c = 0; c < scores.length; c++) {
                scores[c] /= question.choices().get(c).getBytes(StandardCharsets.UTF_8).length;
            }
            rightPerByte[i] = best(scores) == question.answer() ? 1 : 0;
            progress.at(i + 1L, right.length);
        }
        return new ChoiceResult(source.name(), right.length, Score.Share.of(right), Score.Share.of(rightPerByte));
    }

    /** The first of the highest. */
    private static int best(double[] scores) {
        double most = Arrays.stream(scores).max().orElse(Double.NaN);
        int best = 0;
        while (best + 1 < scores.length && scores[best] != most) {
            best++;
        }
        return best;
    }
}
