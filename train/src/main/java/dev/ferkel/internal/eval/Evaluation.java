package dev.ferkel.internal.eval;

import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What was measured, task by task.
 *
 * @param scores of questions answered in free text
 */
public record Evaluation(List<Score> scores, List<ChoiceResult> choices, List<BitsPerByte> texts) {
    /**
     * Measures a model.
     *
     * @param problems what {@link EvalTask.ProblemSet} and bits per byte of problems take
     * @param answered hears every question with its answers
     */
    public static Evaluation of(
            LoadedModel model,
            DType cacheType,
            List<EvalTask> tasks,
            HeldOutProblems problems,
            Generating generating,
            Progress progress,
            Consumer<Answered> answered) {
        var questions = new ArrayList<Question>();
        var choices = new ArrayList<ChoiceResult>();
        var texts = new ArrayList<BitsPerByte>();
        for (var task : tasks) {
            switch (task) {
                case EvalTask.ProblemSet p -> questions.addAll(problems.questions());
                case EvalTask.Own own -> questions.addAll(new TaskFile(own.file()).questions());
                case EvalTask.Choice c -> choices.add(ChoiceResult.of(model, cacheType, c.file(), progress));
                case EvalTask.Compression text ->
                    texts.add(
                            text.file().isPresent()
                                    ? BitsPerByte.ofFile(
                                            model, cacheType, text.file().get(), progress)
                                    : BitsPerByte.ofProblems(model, cacheType, problems, progress));
            }
        }
        var all = new ArrayList<Answered>();
        if (!questions.isEmpty()) {
            generating.answer(model, questions, progress, one -> {
                all.add(one);
                answered.accept(one);
            });
        }
        return new Evaluation(Scores.of(questions, all), choices, texts);
    }
}
