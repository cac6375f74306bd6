package dev.ferkel.internal.assistant;

import dev.ferkel.internal.engine.Event;
import dev.ferkel.internal.tokenizer.StreamingDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Finds the tokens that a piece of an answer's text is made of. What is no part of any piece (tags, what follows a stop
 * string) drops out with its tokens; the texts of those that stay join to the pieces.
 */
final class TokenTexts {
    private static final List<String> TAGS = List.of("<think>", "</think>");

    private final StreamingDecoder decoder;
    private final StringBuilder text = new StringBuilder();
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(Event.Token token, int length) {}

    TokenTexts(StreamingDecoder decoder) {
        this.decoder = decoder;
    }

    void accept(Event.Token token) {
        var own = decoder.accept(token.id());
        text.append(own);
        waiting.add(new Waiting(token, own.length()));
    }

    /** No more tokens come: half a character at the end is the last one's text. */
    void end() {
        var rest = decoder.end();
        if (!rest.isEmpty() && !waiting.isEmpty()) {
            var last = waiting.removeLast();
            waiting.addLast(new Waiting(last.token(), last.length() + rest.length()));
            text.append(rest);
        }
    }

    /** The tokens whose text ends within {@code piece}, which comes next. */
    List<TokenInfo> of(String piece) {
        take(start(piece));
        return take(Math.min(piece.length(), text.length()));
    }

    /** Where a piece begins behind what dropped out: letters of a tag are none of the piece's. */
    private int start(String piece) {
        var raw = text.toString();
        for (int at = 0; at + piece.length() <= raw.length(); at++) {
            if (raw.startsWith(piece, at)) {
                return at;
            }
            for (var tag : TAGS) {
                if (raw.startsWith(tag, at)) {
                    at += tag.length() - 1;
                    break;
                }
            }
        }
        return 0;
    }

    private List<TokenInfo> take(int length) {
        var taken = new ArrayList<TokenInfo>();
        int left = length;
        int done = 0;
        while (left > 0 && !waiting.isEmpty() && waiting.peek().length() <= left) {
            var next = waiting.remove();
            var token = next.token();
            taken.add(new TokenInfo(
                    token.id(),
                    text.substring(done, done + next.length()),
                    token.logProbability(),
                    token.alternatives()));
            done += next.length();
            left -= next.length();
        }
        if (left > 0 && !waiting.isEmpty()) {
            var cut = waiting.remove();
            waiting.addFirst(new Waiting(cut.token(), cut.length() - left));
        }
        text.delete(0, length);
        return taken;
    }
}
