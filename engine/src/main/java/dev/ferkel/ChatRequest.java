package dev.ferkel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A conversation and how it is to be continued. What is not set is the model's own recommendation.
 *
 * @param messages the conversation so far, at least one message
 * @param temperature 0 takes the most likely token, always
 * @param topP keeps the most likely tokens whose probabilities together reach this
 * @param topK keeps so many of the most likely tokens; 0 keeps all
 * @param presencePenalty taken from the logit of every token generated so far; 0 is none
 * @param frequencyPenalty as above, times how often it was generated
 * @param maxTokens tokens the answer may have, thinking included; 0 leaves it to the context
 * @param stops texts that end the answer and are not part of it
 * @param seed the same seed gives the same answer
 * @param thinking whether a model that can do either is to think first
 * @param timeLimit from the call on
 * @param tools the model may ask to be called
 * @param toolUse whether it does
 * @param severalCalls whether one answer may call several tools
 * @param format what the answer looks like
 */
public record ChatRequest(
        List<Message> messages,
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt topK,
        double presencePenalty,
        double frequencyPenalty,
        int maxTokens,
        List<String> stops,
        OptionalLong seed,
        Optional<Boolean> thinking,
        Optional<Duration> timeLimit,
        List<Tool> tools,
        ToolUse toolUse,
        boolean severalCalls,
        AnswerFormat format) {
    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        stops = List.copyOf(stops);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects a request. */
    public static final class Builder {
        private final List<Message> messages = new ArrayList<>();
        private OptionalDouble temperature = OptionalDouble.empty();
        private OptionalDouble topP = OptionalDouble.empty();
        private OptionalInt topK = OptionalInt.empty();
        private double presencePenalty;
        private double frequencyPenalty;
        private int maxTokens;
        private List<String> stops = List.of();
        private OptionalLong seed = OptionalLong.empty();
        private Optional<Boolean> thinking = Optional.empty();
        private Optional<Duration> timeLimit = Optional.empty();
        private List<Tool> tools = List.of();
        private ToolUse toolUse = ToolUse.AUTO;
        private boolean severalCalls = true;
        private AnswerFormat format = AnswerFormat.TEXT;

        private Builder() {}

        public Builder message(Message message) {
            messages.add(message);
            return this;
        }

        public Builder messages(List<Message> more) {
            messages.addAll(more);
            return this;
        }

        /** @see ChatRequest#temperature */
        public Builder temperature(double value) {
            temperature = OptionalDouble.of(value);
            return this;
        }

        /** @see ChatRequest#topP */
        public Builder topP(double value) {
            topP = OptionalDouble.of(value);
            return this;
        }

        /** @see ChatRequest#topK */
        public Builder topK(int value) {
            topK = OptionalInt.of(value);
            return this;
        }

        /** @see ChatRequest#presencePenalty */
        public Builder presencePenalty(double value) {
            presencePenalty = value;
            return this;
        }

        /** @see ChatRequest#frequencyPenalty */
        public Builder frequencyPenalty(double value) {
            frequencyPenalty = value;
            return this;
        }

        /** @see ChatRequest#maxTokens */
        public Builder maxTokens(int value) {
            maxTokens = value;
            return this;
        }

        /** @see ChatRequest#stops */
        public Builder stops(List<String> value) {
            stops = value;
            return this;
        }

        /** @see ChatRequest#seed */
        public Builder seed(long value) {
            seed = OptionalLong.of(value);
            return this;
        }

        /** @see ChatRequest#thinking */
        public Builder thinking(boolean value) {
            thinking = Optional.of(value);
            return this;
        }

        /** @see ChatRequest#timeLimit */
        public Builder timeLimit(Duration value) {
            timeLimit = Optional.of(value);
            return this;
        }

        /** @see ChatRequest#tools */
        public Builder tools(List<Tool> value) {
            tools = value;
            return this;
        }

        /** @see ChatRequest#toolUse */
        public Builder toolUse(ToolUse value) {
            toolUse = value;
            return this;
        }

        /** @see ChatRequest#severalCalls */
        public Builder severalCalls(boolean value) {
            severalCalls = value;
            return this;
        }

        /** @see ChatRequest#format */
        public Builder format(AnswerFormat value) {
            format = value;
            return this;
        }

        public ChatRequest build() {
            return new ChatRequest(
                    messages,
                    temperature,
                    topP,
                    topK,
                    presencePenalty,
                    frequencyPenalty,
                    maxTokens,
                    stops,
                    seed,
                    thinking,
                    timeLimit,
                    tools,
                    toolUse,
                    severalCalls,
                    format);
        }
    }
}
