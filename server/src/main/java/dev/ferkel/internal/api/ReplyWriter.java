package dev.ferkel.internal.api;

import dev.ferkel.internal.assistant.ReplyEvent;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Writes one reply in the shape of an API, whole or piece by piece; one instance a reply. */
public interface ReplyWriter {
    /**
     * A piece of a stream.
     *
     * @param event name of the server-sent event; empty for none
     */
    record Chunk(String event, ObjectNode data) {
        static Chunk of(ObjectNode data) {
            return new Chunk("", data);
        }
    }

    /** What a stream begins with. */
    List<Chunk> begin(int promptTokens);

    /** What an event adds to a stream; it is noted for {@link #whole}, too. */
    List<Chunk> accept(ReplyEvent event);

    /** What a stream ends with. */
    List<Chunk> end();

    /** The mark behind the last piece; empty for none. */
    String done();

    /** The reply as one object, after its last event. */
    ObjectNode whole();
}
