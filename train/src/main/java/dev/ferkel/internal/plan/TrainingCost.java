package dev.ferkel.internal.plan;

import dev.ferkel.error.FerkelException;

/**
 * Hours and dollars of a training.
 *
 * @param gpuHours of pretraining
 * @param otherHours of what follows it
 * @param utilisation share of the peak that pretraining reaches
 */
public record TrainingCost(double gpuHours, double otherHours, double price, double utilisation) {
    private static final double SECONDS = 3600;

    /**
     * From what a trillion tokens were seen to take.
     *
     * @param flops a token
     * @param peak of a processor, FLOPs a second
     * @param price dollars an hour
     */
    public static TrainingCost measured(
            double tokens, double hoursPerTrillion, double otherHours, double price, double flops, double peak) {
        positive("the tokens", tokens);
        positive("the hours a trillion tokens take", hoursPerTrillion);
        positive("the peak", peak);
        double hours = tokens / 1e12 * hoursPerTrillion;
        return new TrainingCost(hours, otherHours, price, tokens * flops / (hours * SECONDS * peak));
    }

    /** From a peak and the share of it that is reached. */
    public static TrainingCost predicted(
            double tokens, double utilisation, double otherHours, double price, double flops, double peak) {
        positive("the tokens", tokens);
        positive("the peak", peak);
        positive("the utilisation", utilisation);
        return new TrainingCost(tokens * flops / (SECONDS * peak * utilisation), otherHours, price, utilisation);
    }

    private static void positive(String name, double value) {
        if (!(value > 0 && value < 1e30)) {
            throw FerkelException.of("%s: is %s, expected a positive number", name, value);
        }
    }

    public double totalHours() {
        return gpuHours + otherHours;
    }

    public double dollars() {
        return totalHours() * price;
    }
}
