package dev.ferkel.internal.api;

import dev.ferkel.internal.assistant.Ask;
import java.util.Optional;
import java.util.function.Function;

/**
 * A call of {@code /chat/completions}.
 *
 * @param stream whether the answer is to come piece by piece
 * @param includeUsage whether a stream ends with what it took
 */
public record ChatCall(String model, boolean stream, boolean includeUsage, Ask ask) {
    private static final int MOST_STOPS = 16;
    private static final int MOST_ALTERNATIVES = 20;

    /**
     * Reads a body.
     *
     * @param defaults what goes for the model of a name
     * @throws ApiException if it is none, and why
     */
    public static ChatCall read(byte[] body, Function<String, CallDefaults> defaults) {
        var call = Fields.parse(body);
        var model = call.string("model", "");
        var given = defaults.apply(model);
        var messages = ChatMessages.read(call, given.pastReasoning());
        var tools = ToolFields.read(call);
        var format = FormatFields.read(call);
        FormatFields.checkPrompt(format, messages.messages());
        boolean logProbabilities = call.bool("logprobs", false);
        int alternatives = call.integer("top_logprobs", 0, MOST_ALTERNATIVES, 0);
        if (alternatives > 0 && !logProbabilities) {
            throw ApiException.badValue("top_logprobs", "'top_logprobs' needs 'logprobs' to be true");
        }
        var thinking = thinking(call).or(given::thinking);
        if (given.pastReasoning() == PastReasoning.REQUIRE
                && thinking.orElse(false)
                && tools.choice().isForced()) {
            throw ApiException.badValue("tool_choice", "thinking mode does not support being forced to call a tool");
        }
        checkUser(call);
        boolean stream = call.bool("stream", false);
        boolean includeUsage = call.object("stream_options")
                .map(o -> o.bool("include_usage", false))
                .orElse(false);
        if (call.has("stream_options") && !stream) {
            throw ApiException.badValue("stream_options", "'stream_options' needs 'stream' to be true");
        }
        return new ChatCall(
                model,
                stream,
                includeUsage,
                new Ask(
                        messages.messages(),
                        messages.prefix(),
                        tools.tools(),
                        tools.choice(),
                        call.bool("parallel_tool_calls", true),
                        format,
                        thinking,
                        SamplingFields.of(call),
                        maxTokens(call),
                        call.strings("stop", MOST_STOPS).stream()
                                .filter(s -> !s.isEmpty())
                                .toList(),
                        call.integer("n", 1, given.mostSamples(), 1),
                        logProbabilities,
                        alternatives,
                        given.timeLimit(),
                        given.salt()));
    }

    static int maxTokens(Fields call) {
        int most = call.integer("max_tokens", 1, Integer.MAX_VALUE, 0);
        return call.integer("max_completion_tokens", 1, Integer.MAX_VALUE, most);
    }

    /** DeepSeek's switch, or the efforts of OpenAI's and others' clients. */
    private static Optional<Boolean> thinking(Fields call) {
        if (call.has("thinking")) {
            return Optional.of(
                    switch (call.object("thinking").orElseThrow().string("type")) {
                        case "enabled", "adaptive" -> true;
                        case "disabled" -> false;
                        default ->
                            throw ApiException.badValue(
                                    "thinking.type", "'thinking.type' is neither enabled nor disabled");
                    });
        }
        if (call.has("reasoning_effort")) {
            return Optional.of(
                    switch (call.string("reasoning_effort")) {
                        case "none" -> false;
                        case "minimal", "low", "medium", "high", "xhigh", "max" -> true;
                        default ->
                            throw ApiException.badValue(
                                    "reasoning_effort",
                                    "'reasoning_effort' is '%s', expected none, minimal, low, medium, high, xhigh or max",
                                    call.string("reasoning_effort"));
                    });
        }
        var template = call.object("chat_template_kwargs");
        if (template.isPresent()) {
            var fields = template.get();
            var name = fields.has("thinking") ? "thinking" : "enable_thinking";
            return fields.has(name) ? Optional.of(fields.bool(name, true)) : Optional.empty();
        }
        return Optional.empty();
    }

    private static void checkUser(Fields call) {
        if (call.has("user_id") && !call.string("user_id").matches("[A-Za-z0-9_-]{1,512}")) {
            throw ApiException.badValue("user_id", "'user_id' has to match [A-Za-z0-9_-]{1,512}");
        }
    }
}
