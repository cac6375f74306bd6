package dev.ferkel.internal.config;

import dev.ferkel.internal.ops.Rotary;
import java.util.List;

/**
 * A network's rotary position embedding before it is computed.
 *
 * @param dim numbers of a head that are turned
 * @param interleaved pairs are neighbours; otherwise half a head apart
 */
public record Rope(int dim, float theta, Scaling scaling, boolean interleaved) {
    /** How the frequencies are stretched for longer contexts. */
    public sealed interface Scaling {}

    /** As they are. */
    public record None() implements Scaling {}

    /** All divided by one factor. */
    public record Linear(float factor) implements Scaling {}

    /** YaRN (Peng et al. 2023) as in DeepSeek: {@code magnitude} multiplies cosine and sine. */
    public record Yarn(
            float factor, float original, float betaFast, float betaSlow, float mscaleAllDim, float magnitude)
            implements Scaling {}

    /** Llama 3's: low frequencies divided, high ones kept, those between mixed. */
    public record Llama3(float factor, float low, float high, float original) implements Scaling {}

    /** Each frequency has its divisor (GGUF's rope_freqs) [dim / 2]. */
    public record Divisors(List<Float> values) implements Scaling {}

    /** What Llama 3's scaling divides each frequency by [dim / 2]. */
    public float[] divisors(Llama3 scaling) {
        var divisors = new float[dim / 2];
        for (int i = 0; i < divisors.length; i++) {
            double f = 1.0 / Math.pow(theta, 2.0 * i / dim);
            divisors[i] = (float) (f / llama3(f, scaling));
        }
        return divisors;
    }

    /** The tables' generator. */
    public Rotary rotary() {
        return new Rotary(inverseFrequencies(), scaling instanceof Yarn y ? y.magnitude() : 1f, interleaved);
    }

    private float[] inverseFrequencies() {
        var frequencies = new float[dim / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double f = 1.0 / Math.pow(theta, 2.0 * i / dim);
            frequencies[i] = (float)
                    switch (scaling) {
                        case None() -> f;
                        case Linear linear -> f / linear.factor();
                        case Divisors divisors -> (float) f / divisors.values().get(i);
                        case Llama3 llama -> llama3(f, llama);
                        case Yarn yarn -> yarn(f, i, yarn);
                    };
        }
        return frequencies;
    }

    private static double llama3(double f, Llama3 s) {
        double wave = 2 * Math.PI / f;
        if (wave < s.original() / s.high()) {
            return f;
        }
        if (wave > s.original() / s.low()) {
            return f / s.factor();
        }
        double smooth = (s.original() / wave - s.low()) / (s.high() - s.low());
        return (1 - smooth) * f / s.factor() + smooth * f;
    }

    private double yarn(double f, int i, Yarn s) {
        double low = Math.max(Math.floor(turns(s.betaFast(), s.original())), 0);
        double high = Math.min(Math.ceil(turns(s.betaSlow(), s.original())), dim - 1);
        double ramp = Math.clamp((i - low) / (high == low ? 0.001 : high - low), 0.0, 1.0);
        return f / s.factor() * ramp + f * (1 - ramp);
    }

    /** The pair that turns {@code r} times within {@code original} positions. */
    private double turns(double r, double original) {
        return dim * Math.log(original / (r * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    /** YaRN's m(s, k) = 0.1 k ln(s) + 1. */
    public static float mscale(float factor, float k) {
        return factor <= 1 ? 1f : (float) (0.1 * k * Math.log(factor) + 1);
    }

    /** Factor on the softmax scale. */
    float attentionFactor() {
        if (scaling instanceof Yarn yarn && yarn.mscaleAllDim() != 0) {
            float m = mscale(yarn.factor(), yarn.mscaleAllDim());
            return m * m;
        }
        return 1f;
    }
}
