package dev.ferkel.internal.api;

import dev.ferkel.internal.assistant.TokenInfo;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Log-probabilities as OpenAI's API gives them: text and bytes of each token and of its alternatives. */
final class TokenJson {
    /** For a token that can't come: JSON has no infinity. */
    private static final double NEVER = -9999;

    private final Tokenizer tokenizer;

    TokenJson(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** Entries of {@code logprobs.content}: their texts join to the text. */
    ArrayNode entries(List<TokenInfo> tokens) {
        var array = Json.array();
        for (var token : tokens) {
            var entry = entry(token.text(), token.id(), token.logProbability());
            var top = entry.putArray("top_logprobs");
            token.alternatives().forEach(a -> top.add(entry(text(a.id()), a.id(), a.logProbability())));
            array.add(entry);
        }
        return array;
    }

    private ObjectNode entry(String text, int id, float logProbability) {
        var entry = Json.object().put("token", text).put("logprob", finite(logProbability));
        var bytes = entry.putArray("bytes");
        for (byte b : tokenizer.bytes(id)) {
            bytes.add(b & 0xff);
        }
        return entry;
    }

    static double finite(float logProbability) {
        return Float.isFinite(logProbability) ? logProbability : NEVER;
    }

    String text(int id) {
        return new String(tokenizer.bytes(id), StandardCharsets.UTF_8);
    }
}
