package dev.ferkel.internal.engine;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param ids its tokens, an end token included
 * @param logProbabilities of each
 */
public record Answer(String text, List<Integer> ids, List<Float> logProbabilities, FinishReason reason, Usage usage) {
    /** Gathers the events of one answer. */
    public static final class Builder {
        private final StringBuilder text = new StringBuilder();
        private final List<Integer> ids = new ArrayList<>();
        private final List<Float> logProbabilities = new ArrayList<>();
        private Event.@Nullable Finished finished;

        public void add(Event event) {
            switch (event) {
                case Event.Token token -> {
                    text.append(token.text());
                    ids.add(token.id());
                    logProbabilities.add(token.logProbability());
                }
                case Event.Finished end -> {
                    text.append(end.text());
                    finished = end;
                }
                case Event.Failed failed -> throw failed.error();
            }
        }

        /** @throws FerkelException if the answer's end has not come */
        public Answer build() {
            if (finished == null) {
                throw FerkelException.of("the answer has no end yet");
            }
            return new Answer(
                    text.toString(),
                    List.copyOf(ids),
                    List.copyOf(logProbabilities),
                    finished.reason(),
                    finished.usage());
        }
    }
}
