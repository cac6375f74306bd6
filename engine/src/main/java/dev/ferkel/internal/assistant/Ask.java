package dev.ferkel.internal.assistant;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.sampling.Sampling;
import dev.ferkel.internal.tool.ToolChoice;
import dev.ferkel.internal.tool.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A conversation and how it is to be continued.
 *
 * @param messages in OpenAI's shape: role, content, reasoning_content, tool_calls, tool_call_id, ..
 * @param prefix how the answer begins; it is no part of what is given back
 * @param parallelCalls whether an answer may call several tools
 * @param thinking whether to think first; empty leaves it to the model
 * @param sampling from what the model's makers suggest to what is wanted
 * @param maxTokens tokens an answer may have, thinking included; 0 leaves it to the context
 * @param samples answers to give
 * @param logProbabilities whether tokens are reported with their log-probabilities
 * @param alternatives most likely tokens to report at each place
 * @param salt prompts share cached beginnings only with prompts of the same salt
 */
public record Ask(
        List<Map<String, ?>> messages,
        Optional<Prefix> prefix,
        List<ToolSpec> tools,
        ToolChoice toolChoice,
        boolean parallelCalls,
        OutputFormat format,
        Optional<Boolean> thinking,
        UnaryOperator<Sampling> sampling,
        int maxTokens,
        List<String> stops,
        int samples,
        boolean logProbabilities,
        int alternatives,
        Optional<Duration> timeLimit,
        String salt) {
    /** The beginning of an answer: what was thought and what was said. */
    public record Prefix(String reasoning, String content) {}

    public Ask {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        stops = List.copyOf(stops);
        if (messages.isEmpty() && prefix.isEmpty()) {
            throw FerkelException.of("the conversation has no messages, expected at least one");
        }
    }

    /** Whether an answer may hold calls. */
    boolean mayCall() {
        return !tools.isEmpty() && !(toolChoice instanceof ToolChoice.None);
    }
}
