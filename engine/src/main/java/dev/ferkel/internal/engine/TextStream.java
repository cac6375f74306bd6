package dev.ferkel.internal.engine;

import dev.ferkel.internal.tokenizer.StreamingDecoder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns an answer's tokens into text and stops it at a stop string, whatever tokens that is cut into. */
final class TextStream {
    private final @Nullable StreamingDecoder decoder;
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    /** The stop string that came; empty if none did. */
    private String stop = "";

    TextStream(Optional<StreamingDecoder> decoder, List<String> stops) {
        this.decoder = decoder.orElse(null);
        this.stops = stops;
    }

    /** Whether a stop string came: it and what follows it are no part of the text. */
    boolean stopped() {
        return !stop.isEmpty();
    }

    /** The stop string that came; empty if none did. */
    String stop() {
        return stop;
    }

    /** What one more token releases. */
    String accept(int id) {
        if (decoder != null && !stopped()) {
            held.append(decoder.accept(id));
        }
        return release(false);
    }

    /** What is left when no more tokens come. */
    String end() {
        if (decoder != null && !stopped()) {
            held.append(decoder.end());
        }
        return release(true);
    }

    private String release(boolean all) {
        int first = -1;
        for (var one : stops) {
            int at = held.indexOf(one);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
                stop = one;
            }
        }
        if (first >= 0) {
            held.setLength(first);
        }
        int keep = all || stopped() ? 0 : beginnings();
        var text = held.substring(0, held.length() - keep);
        held.delete(0, held.length() - keep);
        return text;
    }

    /** Length of the longest end of the held text that begins a stop string. */
    private int beginnings() {
        int longest = 0;
        for (var stop : stops) {
            for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
                if (stop.startsWith(held.substring(held.length() - n))) {
                    longest = n;
                }
            }
        }
        return longest;
    }
}
