package dev.ferkel.internal.api;

import java.time.Duration;
import java.util.Optional;

/**
 * What the server says about a request.
 *
 * @param pastReasoning the rule for past reasoning
 * @param thinking what the model's name asks for, where the request doesn't
 * @param timeLimit how long an answer may take
 * @param salt of the prefix cache
 * @param mostSamples answers to one prompt
 */
public record CallDefaults(
        PastReasoning pastReasoning,
        Optional<Boolean> thinking,
        Optional<Duration> timeLimit,
        String salt,
        int mostSamples) {}
