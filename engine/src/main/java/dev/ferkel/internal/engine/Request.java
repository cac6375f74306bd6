package dev.ferkel.internal.engine;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.sampling.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A prompt and how it is to be answered.
 *
 * @param prompt token ids, at least one
 * @param maxTokens tokens an answer may have, as far as the context goes; 0 leaves it to that
 * @param endIds ids that end an answer; the id itself is its last token and has no text
 * @param stops texts that end an answer and are not part of it, wherever they begin
 * @param samples answers to give; they share the prompt's pages
 * @param alternatives most likely tokens to report at each place, 0 to 100
 * @param priority higher goes first
 * @param timeLimit from submission on
 * @param salt beginnings of prompts are shared through the cache only with requests of the same salt
 */
public record Request(
        int[] prompt,
        Sampling sampling,
        int maxTokens,
        Set<Integer> endIds,
        List<String> stops,
        int samples,
        int alternatives,
        int priority,
        Optional<Duration> timeLimit,
        Optional<Constraint> constraint,
        String salt) {
    /** Most stop strings a request may have. */
    public static final int MAX_STOPS = 64;

    public Request {
        prompt = prompt.clone();
        endIds = Set.copyOf(endIds);
        stops = List.copyOf(stops);
        if (prompt.length == 0) {
            throw FerkelException.of("the prompt has no tokens, expected at least one");
        }
        range("the number of tokens", maxTokens, 0, Integer.MAX_VALUE);
        range("the number of answers", samples, 1, 1024);
        range("the number of alternatives", alternatives, 0, 100);
        if (stops.size() > MAX_STOPS || stops.stream().anyMatch(String::isEmpty)) {
            throw FerkelException.of("%d stop strings, expected at most %d and none empty", stops.size(), MAX_STOPS);
        }
        if (timeLimit.isPresent() && timeLimit.get().isNegative()) {
            throw FerkelException.of("the time limit is %s, expected no negative time", timeLimit.get());
        }
    }

    private static void range(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw FerkelException.of("%s is %d, expected %d to %d", name, value, low, high);
        }
    }

    /** One greedy answer of any length, unless told otherwise. */
    public static Builder builder(int[] prompt) {
        return new Builder(prompt);
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private final int[] prompt;
        private Sampling sampling = Sampling.GREEDY;
        private int maxTokens = 0;
        private Set<Integer> endIds = Set.of();
        private List<String> stops = List.of();
        private int samples = 1;
        private int alternatives = 0;
        private int priority = 0;
        private Optional<Duration> timeLimit = Optional.empty();
        private Optional<Constraint> constraint = Optional.empty();
        private String salt = "";

        private Builder(int[] prompt) {
            this.prompt = prompt;
        }

        public Builder sampling(Sampling value) {
            sampling = value;
            return this;
        }

        public Builder maxTokens(int value) {
            maxTokens = value;
            return this;
        }

        public Builder endIds(Set<Integer> value) {
            endIds = value;
            return this;
        }

        public Builder stops(List<String> value) {
            stops = value;
            return this;
        }

        public Builder samples(int value) {
            samples = value;
            return this;
        }

        public Builder alternatives(int value) {
            alternatives = value;
            return this;
        }

        public Builder priority(int value) {
            priority = value;
            return this;
        }

        public Builder timeLimit(Duration value) {
            timeLimit = Optional.of(value);
            return this;
        }

        public Builder constraint(Constraint value) {
            constraint = Optional.of(value);
            return this;
        }

        public Builder salt(String value) {
            salt = value;
            return this;
        }

        public Request build() {
            return new Request(
                    prompt,
                    sampling,
                    maxTokens,
                    endIds,
                    stops,
                    samples,
                    alternatives,
                    priority,
                    timeLimit,
                    constraint,
                    salt);
        }
    }
}
