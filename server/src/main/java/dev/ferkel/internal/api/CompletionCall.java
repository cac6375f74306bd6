package dev.ferkel.internal.api;

import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.engine.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;

/**
 * A call of {@code /completions}: text to be gone on with, or a hole in a text to be filled.
 *
 * @param prompts a string or token ids each
 * @param suffix what follows the hole
 * @param echo whether the prompt is given back, too
 * @param logProbabilities most likely tokens to report at each place; empty reports none
 */
public record CompletionCall(
        String model,
        List<JsonNode> prompts,
        Optional<String> suffix,
        boolean echo,
        boolean stream,
        boolean includeUsage,
        Optional<Integer> logProbabilities,
        int samples,
        Fields fields,
        CallDefaults defaults) {
    private static final int MOST_PROMPTS = 128;
    private static final int MOST_STOPS = 16;
    private static final int DEFAULT_TOKENS = 16;

    /** @throws ApiException if the body is none, and why */
    public static CompletionCall read(byte[] body, java.util.function.Function<String, CallDefaults> defaults) {
        var call = Fields.parse(body);
        var model = call.string("model", "");
        var given = defaults.apply(model);
        boolean stream = call.bool("stream", false);
        var logprobs = call.get("logprobs");
        int count = logprobs.isBoolean() ? (logprobs.asBoolean() ? 0 : -1) : call.integer("logprobs", 0, 20, -1);
        boolean echo = call.bool("echo", false);
        if (echo && count >= 0) {
            throw ApiException.badValue(
                    "echo", "'echo' and 'logprobs' can't be had together: a prompt's own tokens are not scored");
        }
        for (var name : List.of("response_format", "grammar")) {
            if (call.has(name)) {
                throw ApiException.badValue(
                        name, "'%s' is for /chat/completions, where an answer's form is enforced", name);
            }
        }
        return new CompletionCall(
                model,
                prompts(call),
                call.has("suffix") && !call.string("suffix").isEmpty()
                        ? Optional.of(call.string("suffix"))
                        : Optional.empty(),
                echo,
                stream,
                call.object("stream_options")
                        .map(o -> o.bool("include_usage", false))
                        .orElse(false),
                count < 0 ? Optional.empty() : Optional.of(count),
                call.integer("n", 1, given.mostSamples(), 1),
                call,
                given);
    }

    private static List<JsonNode> prompts(Fields call) {
        var prompt = call.get("prompt");
        if (prompt.isString()) {
            return List.of(prompt);
        }
        if (prompt.isArray() && !prompt.isEmpty()) {
            if (prompt.valueStream().allMatch(JsonNode::isIntegralNumber)) {
                return List.of(prompt);
            }
            if (prompt.size() <= MOST_PROMPTS
                    && prompt.valueStream()
                            .allMatch(p -> p.isString()
                                    || (p.isArray()
                                            && !p.isEmpty()
                                            && p.valueStream().allMatch(JsonNode::isIntegralNumber)))) {
                return prompt.valueStream().toList();
            }
        }
        throw ApiException.badType(
                "prompt",
                prompt.isMissingNode()
                        ? "missing field 'prompt', expected a string"
                        : "'prompt' is neither a string nor token ids nor an array of at most 128 of these");
    }

    /** What the engine is asked for each prompt. */
    public List<Request> requests(LoadedModel model) {
        var requests = new ArrayList<Request>();
        for (var prompt : prompts) {
            var request = Request.builder(ids(model, prompt))
                    .sampling(SamplingFields.of(fields)
                            .apply(model.text().suggestedSampling(new SplittableRandom().nextLong(1L << 53))))
                    .maxTokens(fields.integer("max_tokens", 1, Integer.MAX_VALUE, DEFAULT_TOKENS))
                    .endIds(model.endOfGeneration())
                    .stops(fields.strings("stop", MOST_STOPS).stream()
                            .filter(s -> !s.isEmpty())
                            .toList())
                    .samples(samples)
                    .alternatives(logProbabilities.orElse(0))
                    .salt(defaults.salt());
            defaults.timeLimit().ifPresent(request::timeLimit);
            requests.add(request.build());
        }
        return requests;
    }

    private int[] ids(LoadedModel model, JsonNode prompt) {
        if (prompt.isArray()) {
            return prompt.valueStream()
                    .mapToInt(id -> id.canConvertToInt() ? id.asInt() : -1)
                    .toArray();
        }
        var text = prompt.asString();
        if (suffix.isPresent()) {
            return FillInTheMiddle.of(model.tokenizer()).ids(text, suffix.get());
        }
        var ids = model.tokenizer().encode(text, true);
        if (ids.length == 0) {
            throw ApiException.badValue("prompt", "'prompt' has no tokens, expected at least one");
        }
        return ids;
    }

    /** The text that {@code echo} gives back. */
    String echoed(LoadedModel model, int prompt) {
        var node = prompts.get(prompt);
        return !echo
                ? ""
                : node.isString()
                        ? node.asString()
                        : model.tokenizer()
                                .decode(
                                        node.valueStream()
                                                .mapToInt(JsonNode::asInt)
                                                .toArray(),
                                        false);
    }
}
