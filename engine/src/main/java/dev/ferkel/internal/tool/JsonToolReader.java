package dev.ferkel.internal.tool;

import dev.ferkel.internal.chat.Marks;
import java.util.Set;
import java.util.function.Predicate;

/** Reads calls that are JSON objects: in {@code <tool_call>} tags, or the whole answer. */
final class JsonToolReader extends ToolReader {
    private static final String OPEN = "<tool_call>";
    private static final String CLOSE = "</tool_call>";

    private enum State {
        TEXT,
        OBJECT,
        BEHIND
    }

    private final boolean tagged;
    private final Predicate<String> names;
    private State state;
    private JsonCall call;
    /** All that belongs to the object so far, in case it is no call. */
    private final StringBuilder object = new StringBuilder();

    private int calls;

    private JsonToolReader(boolean tagged, Predicate<String> names) {
        this.tagged = tagged;
        this.names = names;
        this.state = tagged ? State.TEXT : State.BEHIND;
        this.call = new JsonCall(0, names);
    }

    static JsonToolReader tagged() {
        return new JsonToolReader(true, name -> true);
    }

    /** @param names of the tools: an answer may be JSON that has a name, too */
    static JsonToolReader bare(Set<String> names) {
        return new JsonToolReader(false, Set.copyOf(names)::contains);
    }

    @Override
    boolean step(boolean end) {
        return switch (state) {
            case TEXT -> text(end);
            case OBJECT -> object(end);
            case BEHIND -> tagged ? closed(end) : next(end);
        };
    }

    private boolean text(boolean end) {
        int at = tagged ? held.indexOf(OPEN) : -1;
        if (at < 0) {
            int to = held.length() - (end || !tagged ? 0 : Marks.partial(held, OPEN));
            release(end || !tagged ? to : stripped(to));
            return false;
        }
        // white space before a call is the format's
        release(stripped(at));
        held.delete(0, held.indexOf(OPEN) + OPEN.length());
        begin();
        object.append(OPEN);
        return true;
    }

    private void begin() {
        call = new JsonCall(calls, names);
        object.setLength(0);
        state = State.OBJECT;
    }

    private boolean object(boolean end) {
        int used = call.accept(held, pieces);
        object.append(held, 0, used);
        held.delete(0, used);
        if (call.isComplete()) {
            calls++;
            state = State.BEHIND;
            return true;
        }
        if (call.isBroken() || end) {
            if (!call.isNamed()) {
                held.insert(0, object);
            } else {
                calls++;
            }
            state = State.TEXT;
            if (tagged && !end && !call.isNamed()) {
                // the tag itself is text now
                pieces.add(new ToolPiece.Text(held.substring(0, OPEN.length())));
                held.delete(0, OPEN.length());
            } else if (end) {
                release(held.length());
                return false;
            }
            return true;
        }
        return false;
    }

    /** Behind a tagged object: its closing tag. */
    private boolean closed(boolean end) {
        int at = held.indexOf(CLOSE);
        if (at >= 0) {
            held.delete(0, at + CLOSE.length());
            skipBlank();
            state = State.TEXT;
            return true;
        }
        if (end) {
            held.setLength(0);
        }
        return false;
    }

    /** At the beginning of an answer, or behind an object that was a call: whether another one follows. */
    private boolean next(boolean end) {
        skipBlank();
        if (held.indexOf(ToolFormat.PYTHON_TAG) == 0) {
            held.delete(0, ToolFormat.PYTHON_TAG.length());
            return true;
        }
        if (calls > 0 && held.length() > 0 && held.charAt(0) == ';') {
            held.deleteCharAt(0);
            return true;
        }
        if (held.isEmpty() || (!end && ToolFormat.PYTHON_TAG.startsWith(held.toString()))) {
            return false;
        }
        if (held.charAt(0) == '{') {
            begin();
        } else {
            state = State.TEXT;
        }
        return true;
    }
}
