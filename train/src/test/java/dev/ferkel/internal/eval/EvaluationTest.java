package dev.ferkel.internal.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.engine.Scorer;
import dev.ferkel.internal.grading.Verdict;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.problem.Kind;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.testing.Golden;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Questions through an engine, and log-probabilities, on a tiny DeepSeek-V3. */
class EvaluationTest {
    /** The log-probability by the logits' definition, token by token. */
    @Test
    void textScoreIsTheSumOfLogSoftmax() {
        try (var model = LoadedModel.open(Golden.path("oracle/models/deepseek_v3"), Progress.NONE, WeightForm.EXACT);
                var arena = Arena.ofConfined()) {
            var ids = new int[] {1, 5, 9, 2, 7, 3, 8};
            var logits = Scorer.logits(model.model(), DType.F32, ids, arena);
            int vocabulary = model.config().vocabularySize();
            double expected = 0;
            for (int i = 3; i < ids.length; i++) {
                var row = logits.at(i - 1).toFloatArray();
                double sum = 0;
                for (int v = 0; v < vocabulary; v++) {
                    sum += Math.exp(row[v]);
                }
                expected += row[ids[i]] - Math.log(sum);
            }
            assertThat(TextScore.of(model, DType.F32, ids, 3)).isCloseTo(expected, within(1e-4));
        }
    }

    @Test
    void scoresByGroupAndAll() {
        var questions = new ArrayList<Question>();
        var answered = new ArrayList<Answered>();
        for (var kind : List.of("a", "b")) {
            for (int i = 0; i < 4; i++) {
                boolean right = kind.equals("a");
                var question = new Question(
                        "task",
                        "test",
                        kind,
                        "q" + i,
                        "1",
                        Optional::of,
                        text -> right ? Verdict.CORRECT : Verdict.NO_ANSWER);
                questions.add(question);
                answered.add(new Answered(question, List.of(question.sample("1", "1", 2, true))));
            }
        }
        var scores = Scores.of(questions, answered);
        assertThat(scores).extracting(Score::kind).containsExactly("a", "b", "all");
        assertThat(scores)
                .extracting(s -> s.pass().firstEntry().getValue().value())
                .containsExactly(1.0, 0.0, 0.5);
        assertThat(scores).extracting(Score::noAnswer).containsExactly(0.0, 1.0, 0.5);
        assertThat(scores.getLast().pass().firstEntry().getValue().interval()).isEqualTo(Interval.wilson(4, 8));
    }

    @Test
    void problemsAreDistinctAndNeverOfTraining() {
        var problems = new HeldOutProblems(List.of(Kind.values()), HeldOutProblems.SPLITS, List.of(1), 5, 3);
        var questions = problems.questions();
        assertThat(questions).hasSize(8 * HeldOutProblems.SPLITS.size() * 5);
        assertThat(questions).allMatch(q -> q.grade().apply("Answer: " + q.reference()) == Verdict.CORRECT);
    }
}
