package dev.ferkel.internal.grpo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.internal.pretrain.Initializer;
import dev.ferkel.internal.pretrain.Student;
import dev.ferkel.internal.problem.Kind;
import dev.ferkel.internal.problem.Problems;
import dev.ferkel.internal.problem.Split;
import dev.ferkel.internal.reward.Attempt;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an update does to the probability of the answers it learns from. */
class PolicyStepTest {
    private static final int[] PROMPT = {3, 1, 4};
    private static final int[] GOOD = {1, 5, 9, 2};
    private static final int[] BAD = {6, 5, 3};

    @TempDir
    Path folder;

    private Student student(Arena arena) throws IOException {
        var file = Files.writeString(folder.resolve("config.json"), """
                {"model_type": "deepseek_v3", "vocab_size": 16, "hidden_size": 32, "intermediate_size": 48,
                 "num_hidden_layers": 2, "num_attention_heads": 2, "kv_lora_rank": 16, "qk_nope_head_dim": 16,
                 "qk_rope_head_dim": 8, "v_head_dim": 16, "n_routed_experts": 4, "n_shared_experts": 1,
                 "num_experts_per_tok": 2, "moe_intermediate_size": 16, "first_k_dense_replace": 1,
                 "routed_scaling_factor": 2.5, "norm_topk_prob": true, "max_position_embeddings": 64}
                """);
        var config = ModelConfig.read(file);
        return Student.of(config, new Initializer(config, 0.05, 1, arena));
    }

    private static Episode episode(int[] answer, float[] old, double advantage) {
        var problem = Problems.generate(Kind.ARITHMETIC, 1, Split.TRAIN, 1, 0);
        return new Episode(
                PROMPT, answer, old, Attempt.of(problem, "", false, answer.length, true), advantage, advantage);
    }

    private static float[] probabilities(Reference model, int[] answer) {
        return model.logProbabilities(new EpisodeBatch(List.of(episode(answer, new float[answer.length], 0))));
    }

    private static double sum(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum();
    }

    @Test
    void raisesTheGoodAnswerAndLowersTheBad() throws IOException {
        try (var arena = Arena.ofShared()) {
            var student = student(arena);
            var gradients = new Gradients(student.learned().values(), arena);
            var optimizer = new AdamW(new AdamW.Settings(0.9, 0.95, 1e-8, 0, 1), student.learned(), gradients, arena);
            var objective = new Objective(Form.GRPO, 0.2, 0.2, 0, 8, 1);
            try (var step = new PolicyStep(student, optimizer, gradients, Optional.empty());
                    var seen = new Reference(student)) {
                var good = probabilities(seen, GOOD);
                var bad = probabilities(seen, BAD);
                var outcome = step.run(List.of(episode(GOOD, good, 1), episode(BAD, bad, -1)), objective, 1e-3, 0);
                assertThat(outcome.offRatio()).isZero();
                assertThat(outcome.norm()).isPositive();
                assertThat(sum(probabilities(seen, GOOD))).isGreaterThan(sum(good));
                assertThat(sum(probabilities(seen, BAD))).isLessThan(sum(bad));
            }
        }
    }

    /** The count that ends a run whose rollouts are not the learner's: a last bit is enough. */
    @Test
    void countsRatiosThatAreNotOne() throws IOException {
        try (var arena = Arena.ofShared()) {
            var student = student(arena);
            var gradients = new Gradients(student.learned().values(), arena);
            var optimizer = new AdamW(new AdamW.Settings(0.9, 0.95, 1e-8, 0, 1), student.learned(), gradients, arena);
            var objective = new Objective(Form.GRPO, 0.2, 0.2, 0, 8, 1);
            try (var step = new PolicyStep(student, optimizer, gradients, Optional.empty());
                    var seen = new Reference(student)) {
                var old = probabilities(seen, GOOD);
                old[2] = Math.nextUp(old[2]);
                assertThat(step.run(List.of(episode(GOOD, old, 1)), objective, 0, 0)
                                .offRatio())
                        .isEqualTo(1);
            }
        }
    }

    /** Weights that move far take tokens to other experts, unless they are kept. */
    @Test
    void keepsTheRoutingOfTheRollout() throws IOException {
        try (var arena = Arena.ofShared()) {
            var student = student(arena);
            var gradients = new Gradients(student.learned().values(), arena);
            var optimizer = new AdamW(new AdamW.Settings(0.9, 0.95, 1e-8, 0, 1), student.learned(), gradients, arena);
            var objective = new Objective(Form.V3_2, 0.2, 0.2, 0, 8, 1);
            try (var step = new PolicyStep(student, optimizer, gradients, Optional.empty());
                    var seen = new Reference(student)) {
                var episodes = List.of(
                        episode(GOOD, probabilities(seen, GOOD), 1), episode(BAD, probabilities(seen, BAD), -1));
                var routes = step.routes(episodes);
                var first = step.run(episodes, objective, 0, 0);
                var kept = step.run(episodes, objective, 0.5, 0, routes);
                assertThat(kept.loss()).isEqualTo(first.loss());
                assertThat(kept.norm()).isEqualTo(first.norm());
                var moved = step.run(episodes, objective, 0, 0);
                var held = step.run(episodes, objective, 0, 0, routes);
                assertThat(choices(moved)).isNotEqualTo(choices(first));
                assertThat(choices(held)).isEqualTo(choices(first));
            }
        }
    }

    private static Map<Integer, List<Long>> choices(PolicyStep.Outcome outcome) {
        var choices = new TreeMap<Integer, List<Long>>();
        outcome.loads()
                .forEach((layer, counts) ->
                        choices.put(layer, Arrays.stream(counts).boxed().toList()));
        return choices;
    }

    /** A network's probabilities of all tokens are one, and the answer's tokens are those that were asked about. */
    @Test
    void probabilitiesOfAllTokensAreOne() throws IOException {
        try (var arena = Arena.ofShared();
                var seen = new Reference(student(arena))) {
            double total = IntStream.range(0, 16)
                    .mapToDouble(id -> Math.exp(probabilities(seen, new int[] {id})[0]))
                    .sum();
            assertThat(total).isBetween(0.9999, 1.0001);
        }
    }
}
