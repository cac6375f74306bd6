package dev.ferkel.internal.sampling;

import dev.ferkel.error.FerkelException;
import java.util.Map;

/**
 * How the next token is chosen. Penalties and biases change the logits, the temperature divides them, then the filters
 * apply in the order top-k, top-p, min-p, each to what the one before left.
 *
 * @param temperature 0 takes the most likely token
 * @param topK keep so many of the most likely; 0 keeps all
 * @param topP keep the most likely whose probabilities together reach this; 1 keeps all
 * @param minP keep those at least this share of the most likely's probability; 0 keeps all
 * @param presencePenalty taken from the logit of every token generated so far (OpenAI's API)
 * @param frequencyPenalty as above, times how often it was generated
 * @param repetitionPenalty divides positive and multiplies negative logits of every token of the prompt or the answer
 *     (CTRL, Keskar et al. 2019); 1 is none
 * @param logitBias added to the logits of token ids
 * @param seed of the counter-based noise: the same seed draws the same tokens
 */
public record Sampling(
        float temperature,
        int topK,
        float topP,
        float minP,
        float presencePenalty,
        float frequencyPenalty,
        float repetitionPenalty,
        Map<Integer, Float> logitBias,
        long seed) {
    /** The most likely token, always. */
    public static final Sampling GREEDY = new Sampling(0f, 0, 1f, 0f, 0);

    public Sampling {
        range("temperature", temperature, 0, 100);
        range("top-k", topK, 0, Integer.MAX_VALUE);
        range("top-p", topP, 0, 1);
        range("min-p", minP, 0, 1);
        range("presence penalty", presencePenalty, -100, 100);
        range("frequency penalty", frequencyPenalty, -100, 100);
        range("repetition penalty", repetitionPenalty, 0.01, 100);
        logitBias = Map.copyOf(logitBias);
        logitBias.values().forEach(b -> range("logit bias", b, -1000, 1000));
    }

    /** Without penalties and biases. */
    public Sampling(float temperature, int topK, float topP, float minP, long seed) {
        this(temperature, topK, topP, minP, 0f, 0f, 1f, Map.of(), seed);
    }

    private static void range(String name, double value, double low, double high) {
        // a limit itself may be a little beyond it as a float
        if (!(value >= (float) low && value <= high)) {
            throw FerkelException.of("%s is %s, expected a number from %s to %s", name, value, low, high);
        }
    }

    /** Whether logits depend on what was generated before. */
    boolean penalizes() {
        return presencePenalty != 0 || frequencyPenalty != 0 || repetitionPenalty != 1;
    }
}
