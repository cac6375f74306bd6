package dev.ferkel.internal.engine;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.sampling.LogProbabilities.Alternative;
import java.util.List;

/** What happens to one of a request's answers. After {@link Finished} or {@link Failed} nothing more comes of it. */
public sealed interface Event {
    /** Which of the request's answers, from 0. */
    int sample();

    /** Whether this is an answer's last event. */
    default boolean last() {
        return !(this instanceof Token);
    }

    /**
     * A token was generated.
     *
     * @param logProbability natural logarithm of the model's own probability of it
     * @param alternatives the most likely tokens there, as many as were asked for, best first
     * @param text what it releases: perhaps nothing, perhaps more than its own text, since neither half a character
     *     nor what may begin a stop string is released
     */
    record Token(int sample, int id, float logProbability, List<Alternative> alternatives, String text)
            implements Event {}

    /**
     * The answer is whole.
     *
     * @param text what was still held back
     * @param stop the stop string that ended it; empty where none did
     */
    record Finished(int sample, String text, FinishReason reason, String stop, Usage usage) implements Event {}

    /** The answer can't go on, and why, in one line. */
    record Failed(int sample, FerkelException error) implements Event {}
}
