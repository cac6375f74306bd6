package dev.ferkel.internal.run;

import dev.ferkel.internal.grpo.Form;
import dev.ferkel.internal.grpo.Objective;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Schedule;
import dev.ferkel.internal.pretrain.Precision;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reinforcement learning from groups of answers.
 *
 * @param problems that are asked
 * @param thinking share of the prompts to which the model is to think first
 * @param prompts a step
 * @param group answers a prompt
 * @param updates of the weights that a step's answers are used for
 * @param maxTokens an answer may have
 * @param referenceEvery steps after which the policy becomes the reference; 0: never
 * @param dynamic whether prompts whose answers are all alike make room for others (DAPO's dynamic sampling)
 * @param punishOverlong whether an answer that didn't end counts; otherwise it is left out of the loss
 * @param biasSpeed of the routing biases; 0 freezes them
 * @param keepRouting whether a step's later updates go through the experts that its answers were sampled with
 * @param evaluate problems that are asked at an evaluation, greedily
 * @param samplesEvery steps after which a group's answers are recorded; 0: never
 * @param lora where an adapter learns and not the weights
 */
public record GrpoSettings(
        DataSettings.Problems problems,
        double thinking,
        int prompts,
        int group,
        int steps,
        int updates,
        int maxTokens,
        Objective objective,
        int referenceEvery,
        boolean dynamic,
        boolean punishOverlong,
        RewardSettings rewards,
        AdamW.Settings optimizer,
        Schedule schedule,
        float biasSpeed,
        boolean keepRouting,
        Precision precision,
        int checkpointEvery,
        int keep,
        int evaluateEvery,
        int evaluate,
        int samplesEvery,
        int seed,
        Optional<LoraSettings> lora)
        implements StageSettings {
    enum Overlong {
        PUNISH,
        MASK
    }

    @Override
    public String kind() {
        return "grpo";
    }

    static GrpoSettings read(RecipeNode node, Path folder) {
        int steps = node.count("steps", 1, 1 << 30);
        int group = node.count("group", 2, 1024, 8);
        int prompts = node.count("prompts", 1, 1 << 16, 8);
        int updates = node.count("updates", 1, 1024, 1);
        if (prompts % updates != 0) {
            node.problem("updates", "is %d, which doesn't divide the %d prompts".formatted(updates, prompts));
        }
        int maxTokens = node.count("max-tokens", 1, 1 << 20, 256);
        var optimizer = node.child("optimizer");
        var objective = objective(node, maxTokens);
        var settings = new GrpoSettings(
                DataSettings.problems(node.child("problems"), 1),
                node.number("thinking", 0, 1, 1),
                prompts,
                group,
                steps,
                updates,
                maxTokens,
                objective,
                node.count("reference-every", 0, 1 << 30, 0),
                node.flag("dynamic-sampling"),
                node.choice("overlong", Overlong.PUNISH) == Overlong.PUNISH,
                RewardSettings.read(node.child("rewards"), folder),
                PretrainSettings.adamW(optimizer, 0),
                PretrainSettings.schedule(optimizer, steps, 1e-4),
                (float) node.number("bias-speed", 0, 1, 0),
                node.flag("keep-routing", objective.form() == Form.V3_2),
                node.choice("precision", Precision.BF16),
                node.count("checkpoint-every", 1, 1 << 30, 25),
                node.count("keep", 1, 1000, 2),
                node.count("evaluate-every", 0, 1 << 30, 25),
                node.count("evaluate", 1, 10_000, 10),
                node.count("samples-every", 0, 1 << 30, 25),
                node.count("seed", 0, Integer.MAX_VALUE, -1),
                LoraSettings.read(node));
        optimizer.end();
        node.end();
        return settings;
    }

    private static Objective objective(RecipeNode node, int maxTokens) {
        var form = node.choice("form", Form.GRPO);
        var clip = node.numbers("clip", 0, 1e6, 0.2, form == Form.DAPO ? 0.28 : 0.2);
        return new Objective(
                form,
                clip[0],
                clip[1],
                node.number("kl", 0, 1e3, form == Form.DAPO || form == Form.DR_GRPO ? 0 : 0.001),
                maxTokens,
                node.number("off-policy", 0, 1e6, 1));
    }

    @Override
    public boolean adapts() {
        return lora.isPresent();
    }

    long seed(long recipes) {
        return seed < 0 ? recipes : seed;
    }
}
