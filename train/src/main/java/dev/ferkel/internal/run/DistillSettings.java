package dev.ferkel.internal.run;

import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Schedule;
import java.nio.file.Path;
import java.util.Optional;

/**
 * On-policy distillation: the student answers, and learns a teacher's distribution of every token it wrote.
 *
 * @param teacher a folder with the student's tokenizer
 * @param problems that are asked
 * @param thinking share of them that are thought about
 * @param prompts a step, answered once each
 * @param maxTokens an answer may have
 * @param evaluate held-out problems that are asked at an evaluation, greedily
 * @param lora where an adapter learns and not the weights
 */
public record DistillSettings(
        Path teacher,
        DataSettings.Problems problems,
        double thinking,
        int prompts,
        int steps,
        int maxTokens,
        float temperature,
        AdamW.Settings optimizer,
        Schedule schedule,
        int checkpointEvery,
        int keep,
        int evaluateEvery,
        int evaluate,
        int seed,
        Optional<LoraSettings> lora)
        implements StageSettings {
    @Override
    public String kind() {
        return "distill";
    }

    @Override
    public boolean adapts() {
        return lora.isPresent();
    }

    long seed(long recipes) {
        return seed < 0 ? recipes : seed;
    }

    static DistillSettings read(RecipeNode node, Path folder) {
        int steps = node.count("steps", 1, 1 << 30);
        var optimizer = node.child("optimizer");
        var settings = new DistillSettings(
                node.present("teacher", folder).orElse(folder),
                DataSettings.problems(node.child("problems"), 1),
                node.number("thinking", 0, 1, 1),
                node.count("prompts", 1, 1 << 16, 32),
                steps,
                node.count("max-tokens", 1, 1 << 20, 256),
                (float) node.number("temperature", 0.01, 10, 1),
                PretrainSettings.adamW(optimizer, 0),
                PretrainSettings.schedule(optimizer, steps, 3e-4),
                node.count("checkpoint-every", 1, 1 << 30, 25),
                node.count("keep", 1, 1000, 2),
                node.count("evaluate-every", 0, 1 << 30, 25),
                node.count("evaluate", 1, 10_000, 100),
                node.count("seed", 0, Integer.MAX_VALUE, -1),
                LoraSettings.read(node));
        optimizer.end();
        node.end();
        return settings;
    }
}
