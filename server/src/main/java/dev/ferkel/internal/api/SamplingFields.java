package dev.ferkel.internal.api;

import dev.ferkel.internal.sampling.Sampling;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The fields about how tokens are drawn, which several calls have. */
final class SamplingFields {
    private static final int MOST_BIASES = 1024;

    private SamplingFields() {}

    /** What is asked for in the place of what the model's makers suggest. */
    static UnaryOperator<Sampling> of(Fields fields) {
        var temperature = fields.number("temperature", 0, 2);
        var topP = fields.number("top_p", 0, 1);
        int topK = fields.integer("top_k", -1, Integer.MAX_VALUE, -1);
        boolean hasTopK = fields.has("top_k");
        var minP = fields.number("min_p", 0, 1);
        double presence = fields.number("presence_penalty", -2, 2).orElse(0);
        double frequency = fields.number("frequency_penalty", -2, 2).orElse(0);
        var repetition = fields.number("repetition_penalty", 0.01, 100);
        boolean seeded = fields.has("seed");
        long seed = fields.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0);
        var bias = bias(fields);
        return suggested -> new Sampling(
                (float) temperature.orElse(suggested.temperature()),
                hasTopK ? Math.max(0, topK) : suggested.topK(),
                (float) topP.orElse(suggested.topP()),
                (float) minP.orElse(suggested.minP()),
                (float) presence,
                (float) frequency,
                (float) repetition.orElse(suggested.repetitionPenalty()),
                bias.isEmpty() ? suggested.logitBias() : bias,
                seeded ? seed : suggested.seed());
    }

    private static Map<Integer, Float> bias(Fields fields) {
        var map = new LinkedHashMap<Integer, Float>();
        fields.object("logit_bias").ifPresent(object -> {
            if (object.node().size() > MOST_BIASES) {
                throw ApiException.badValue(
                        "logit_bias",
                        "'logit_bias' has %d entries, expected at most %d",
                        object.node().size(),
                        MOST_BIASES);
            }
            for (var entry : object.node().properties()) {
                var id = entry.getKey();
                if (!id.matches("\\d{1,9}")) {
                    throw ApiException.badValue("logit_bias", "'logit_bias' has the key '%s', expected a token id", id);
                }
                object.number(id, -100, 100).ifPresent(value -> map.put(Integer.parseInt(id), (float) value));
            }
        });
        return map;
    }
}
