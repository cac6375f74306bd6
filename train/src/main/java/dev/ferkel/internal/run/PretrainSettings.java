package dev.ferkel.internal.run;

import dev.ferkel.internal.conversion.WeightType;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Schedule;
import dev.ferkel.internal.pretrain.Precision;
import dev.ferkel.internal.pretrain.PretrainingStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Pretraining.
 *
 * @param sequence positions a row
 * @param batch rows a step
 * @param ramp what the batch grows from
 * @param accumulate parts that a batch is computed in
 * @param muon its momentum, where matrices are its
 * @param masksDocuments whether documents of a row are hidden from each other
 * @param spike a loss so many times the usual one, a few steps in a row, is one; 0: none is
 * @param recomputes whether blocks are computed again on the way back, to save memory
 * @param lora where adapters learn and not the weights
 * @param extension of the context, where there is one
 * @param checkpointEvery steps
 * @param keep checkpoints
 * @param evaluateEvery steps; 0: never
 * @param seed of what is drawn; -1: the recipe's
 */
public record PretrainSettings(
        List<DataSettings> data,
        Cleaning cleaning,
        int sequence,
        int batch,
        Ramp ramp,
        int accumulate,
        int steps,
        Precision precision,
        AdamW.Settings optimizer,
        OptionalDouble muon,
        Schedule schedule,
        PretrainingStep.Weights weights,
        boolean masksDocuments,
        boolean recomputes,
        double initializer,
        double spike,
        int checkpointEvery,
        int keep,
        int evaluateEvery,
        int seed,
        Optional<LoraSettings> lora,
        Optional<RopeExtension> extension)
        implements StageSettings {
    private static final int MOST_STEPS = 1 << 30;

    /**
     * A batch that grows evenly (DeepSeek-V3 report, section 4.2).
     *
     * @param from rows of the first step
     * @param steps until it is whole
     */
    public record Ramp(int from, int steps) {}

    /** Rows of a step, the first of which is 0. */
    int batchAt(int step) {
        if (step >= ramp.steps()) {
            return batch;
        }
        long grown = ramp.from() + (long) (batch - ramp.from()) * step / ramp.steps();
        return (int) (grown / accumulate * accumulate);
    }

    /** Tokens of all steps. */
    long tokens() {
        long rows = (long) batch * Math.max(0, steps - ramp.steps());
        for (int step = 0; step < Math.min(steps, ramp.steps()); step++) {
            rows += batchAt(step);
        }
        return rows * sequence;
    }

    private enum Kind {
        ADAMW,
        MUON
    }

    enum Mask {
        NONE,
        DOCUMENT
    }

    /** The types of the weights that come out. */
    WeightType published() {
        return precision == Precision.F32 ? WeightType.F32 : WeightType.BF16;
    }

    @Override
    public String kind() {
        return extension.isPresent() ? "extend" : "pretrain";
    }

    @Override
    public boolean adapts() {
        return lora.isPresent();
    }

    /** The stage's own seed, or the recipe's. */
    long seed(long recipes) {
        return seed < 0 ? recipes : seed;
    }

    static PretrainSettings read(RecipeNode node, Path folder) {
        return read(node, DataSettings.list(node, folder), Cleaning.read(node, folder), false);
    }

    /** Pretraining on longer rows, with rotary embeddings that reach as far. */
    static PretrainSettings readExtension(RecipeNode node, Path folder) {
        return read(node, DataSettings.list(node, folder), Cleaning.read(node, folder), true);
    }

    /** All that has to do with learning; the data are read before. */
    static PretrainSettings read(RecipeNode node, List<DataSettings> data, Cleaning cleaning, boolean extending) {
        // fine-tuning may count in epochs: the steps are known when its examples are
        int steps = node.has("epochs") ? node.count("steps", 1, MOST_STEPS, 1) : node.count("steps", 1, MOST_STEPS);
        int batch = node.count("batch", 1, 1 << 16);
        int accumulate = node.count("accumulate", 1, 1 << 16, 1);
        if (node.raw("batch").isInt() && batch % accumulate != 0) {
            node.problem("accumulate", "is %d, which doesn't divide the batch of %d".formatted(accumulate, batch));
        }
        var ramp = ramp(node.child("batch-ramp"), batch, accumulate);
        var optimizer = node.child("optimizer");
        var mtp = node.child("mtp");
        var balance = node.child("balance");
        var settings = new PretrainSettings(
                data,
                cleaning,
                node.count("sequence", 2, 1 << 20),
                batch,
                ramp,
                accumulate,
                steps,
                node.choice("precision", Precision.F32),
                adamW(optimizer, 0.1),
                muon(optimizer),
                schedule(optimizer, steps, 1e-3),
                new PretrainingStep.Weights(
                        (float) mtp.number("weight", 0, 10, 0.3),
                        (float) balance.number("sequence-alpha", 0, 10, 1e-4),
                        (float) balance.number("bias-speed", 0, 1, 1e-3)),
                node.choice("mask", Mask.NONE) == Mask.DOCUMENT,
                node.flag("recompute"),
                node.number("initializer", 1e-6, 1, 0.006),
                node.number("spike", 0, 1e6, 2),
                node.count("checkpoint-every", 1, 1 << 30, 200),
                node.count("keep", 1, 1000, 2),
                node.count("evaluate-every", 0, 1 << 30, 0),
                node.count("seed", 0, Integer.MAX_VALUE, -1),
                extending ? Optional.empty() : LoraSettings.read(node),
                extending ? Optional.of(RopeExtension.read(node.child("rope-scaling"))) : Optional.empty());
        optimizer.end();
        mtp.end();
        balance.end();
        node.end();
        return settings;
    }

    /** The same for another number of steps. */
    PretrainSettings withSteps(int number) {
        return new PretrainSettings(
                data,
                cleaning,
                sequence,
                batch,
                ramp,
                accumulate,
                number,
                precision,
                optimizer,
                muon,
                schedule.withSteps(number),
                weights,
                masksDocuments,
                recomputes,
                initializer,
                spike,
                checkpointEvery,
                keep,
                evaluateEvery,
                seed,
                lora,
                extension);
    }

    private static Ramp ramp(RecipeNode node, int batch, int accumulate) {
        var ramp = new Ramp(node.count("from", 1, Math.max(1, batch), batch), node.count("steps", 0, 1 << 30, 0));
        if (node.has("from") != node.has("steps")) {
            node.problem("", "needs both, 'from' and 'steps'");
        }
        if (node.has("from") && ramp.from() % accumulate != 0) {
            node.problem("from", "is %d, which %d parts don't divide".formatted(ramp.from(), accumulate));
        }
        node.end();
        return ramp;
    }

    private static OptionalDouble muon(RecipeNode node) {
        double momentum = node.number("momentum", 0, 0.999999, 0.95);
        return node.choice("kind", Kind.ADAMW) == Kind.MUON ? OptionalDouble.of(momentum) : OptionalDouble.empty();
    }

    static AdamW.Settings adamW(RecipeNode node, double weightDecay) {
        var betas = node.numbers("betas", 0, 0.999999, 0.9, 0.95);
        return new AdamW.Settings(
                betas[0],
                betas[1],
                node.number("epsilon", 1e-20, 1, 1e-8),
                node.number("weight-decay", 0, 10, weightDecay),
                node.number("clip", 1e-9, 1e9, 1));
    }

    static Schedule schedule(RecipeNode node, int steps, double usual) {
        double rate = node.number("learning-rate", 0, 10, usual);
        var shape = node.choice("schedule", Schedule.Shape.CONSTANT);
        int warmUp = node.count("warm-up", 0, 1 << 30, 0);
        int decay = node.count("decay-from", 0, 1 << 30, warmUp);
        if (decay < warmUp) {
            node.problem("decay-from", "is %d, within the warm-up of %d".formatted(decay, warmUp));
        }
        var end = node.has("decay-to") ? OptionalInt.of(node.count("decay-to", 1, 1 << 30, 1)) : OptionalInt.empty();
        if (end.isPresent() && end.getAsInt() <= decay) {
            node.problem("decay-to", "is %d, not after 'decay-from', %d".formatted(end.getAsInt(), decay));
        }
        return new Schedule(rate, shape, warmUp, decay, end, steps, node.number("final", 0, 1, 0.1));
    }
}
