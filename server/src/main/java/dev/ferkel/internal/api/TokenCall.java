package dev.ferkel.internal.api;

import tools.jackson.databind.JsonNode;

/**
 * A call of {@code /tokenize} or {@code /detokenize}, in llama.cpp's words ({@code content}) or vLLM's ({@code prompt}).
 *
 * @param addSpecial whether the tokens that begin a text are to come, too
 * @param pieces whether each token's text is asked for
 */
public record TokenCall(String model, String text, JsonNode tokens, boolean addSpecial, boolean pieces) {
    public static TokenCall tokenize(byte[] body) {
        var call = Fields.parse(body);
        var name = call.has("content") ? "content" : "prompt";
        return new TokenCall(
                call.string("model", ""),
                call.string(name),
                Json.array(),
                call.bool(call.has("add_special") ? "add_special" : "add_special_tokens", false),
                call.bool("with_pieces", false));
    }

    public static TokenCall detokenize(byte[] body) {
        var call = Fields.parse(body);
        if (!call.get("tokens").isArray()) {
            throw ApiException.badType("tokens", "'tokens' is missing or no array, expected token ids");
        }
        return new TokenCall(call.string("model", ""), "", call.get("tokens"), false, false);
    }

    /** @throws ApiException if one of them is none of the vocabulary's */
    public int[] ids(int vocabulary) {
        return tokens.valueStream()
                .mapToInt(id -> {
                    if (!id.canConvertToInt() || !id.isIntegralNumber() || id.asInt() < 0 || id.asInt() >= vocabulary) {
                        throw ApiException.badValue(
                                "tokens", "'tokens' holds %s, expected ids below %d", id, vocabulary);
                    }
                    return id.asInt();
                })
                .toArray();
    }
}
