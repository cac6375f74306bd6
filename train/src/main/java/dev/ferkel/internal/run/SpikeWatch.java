package dev.ferkel.internal.run;

import dev.ferkel.internal.pretrain.PretrainingStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Notices when a run goes wrong: a loss or a gradient that is no number, or a spike, which is {@value #STEPS} steps in a row
 * with a loss that is a factor above the median of the {@value #WINDOW} losses before.
 */
final class SpikeWatch {
    private static final int WINDOW = 64;

    /** Losses from which on their median says something. */
    private static final int LEAST = 16;

    private static final int STEPS = 3;

    /** Nats that are usual at least: what is known by heart has losses of next to nothing, and twice that is no harm. */
    private static final double FLOOR = 0.05;

    private final double factor;
    private final List<Double> losses = new ArrayList<>();
    private int high;

    /** @param factor 0: spikes are no matter */
    SpikeWatch(double factor) {
        this.factor = factor;
    }

    /** What is wrong after a step, if something is. */
    Optional<String> see(PretrainingStep.Outcome outcome) {
        if (!outcome.isFinite()) {
            return Optional.of("the loss or a gradient is no number");
        }
        double usual = Math.max(FLOOR, median());
        if (factor > 0 && losses.size() >= LEAST && outcome.main() > factor * usual) {
            high++;
            return high < STEPS
                    ? Optional.empty()
                    : Optional.of("%d losses in a row were over %s times the usual %.3f, the last one %.3f"
                            .formatted(STEPS, factor, usual, outcome.main()));
        }
        high = 0;
        losses.add(outcome.main());
        if (losses.size() > WINDOW) {
            losses.removeFirst();
        }
        return Optional.empty();
    }

    private double median() {
        var sorted = recent();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    /** Whether the last loss was as usual: only then is it known that weights are good. */
    boolean isCalm() {
        return high == 0;
    }

    /** The losses that count, for a checkpoint. */
    double[] recent() {
        return losses.stream().mapToDouble(l -> l).toArray();
    }

    /** Goes back to when {@link #recent} said this. */
    void restore(double[] recent) {
        high = 0;
        losses.clear();
        Arrays.stream(recent).forEach(losses::add);
    }
}
