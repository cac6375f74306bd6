package dev.ferkel.internal.tool;

import dev.ferkel.internal.chat.Marks;

/**
 * Reads DeepSeek's calls: between {@code <｜tool▁calls▁begin｜>} and {@code <｜tool▁calls▁end｜>}, each in marks of its own.
 * What is missing of the outer marks, of V3's {@code function} and its fence is forgiven.
 */
final class MarkedToolReader extends ToolReader {
    private static final String CALL_BEGIN = "<｜tool▁call▁begin｜>";
    private static final String CALL_END = "<｜tool▁call▁end｜>";
    private static final String SEPARATOR = "<｜tool▁sep｜>";
    private static final String FENCE = "```";

    private enum State {
        TEXT,
        /** Inside the outer marks, outside of a call. */
        BETWEEN,
        NAME,
        ARGUMENTS
    }

    private final ToolFormat format;
    private State state = State.TEXT;
    private int index = -1;
    private boolean begun;
    private boolean given;

    MarkedToolReader(ToolFormat format) {
        this.format = format;
    }

    @Override
    boolean step(boolean end) {
        return switch (state) {
            case TEXT -> text(end);
            case BETWEEN -> between(end);
            case NAME -> name(end);
            case ARGUMENTS -> arguments(end);
        };
    }

    private boolean text(boolean end) {
        int outer = held.indexOf(ToolFormat.CALLS_BEGIN);
        int inner = held.indexOf(CALL_BEGIN);
        int at = outer >= 0 && (inner < 0 || outer < inner) ? outer : inner;
        if (at < 0) {
            int keep = end ? 0 : Math.max(Marks.partial(held, ToolFormat.CALLS_BEGIN), Marks.partial(held, CALL_BEGIN));
            release(held.length() - keep);
            return false;
        }
        release(at);
        if (at == outer) {
            held.delete(0, ToolFormat.CALLS_BEGIN.length());
        }
        state = State.BETWEEN;
        return true;
    }

    private boolean between(boolean end) {
        int call = held.indexOf(CALL_BEGIN);
        int close = held.indexOf(ToolFormat.CALLS_END);
        if (call >= 0 && (close < 0 || call < close)) {
            held.delete(0, call + CALL_BEGIN.length());
            state = State.NAME;
            return true;
        }
        if (close >= 0) {
            held.delete(0, close + ToolFormat.CALLS_END.length());
            state = State.TEXT;
            return true;
        }
        if (end && !held.toString().isBlank()) {
            release(held.length());
        }
        return false;
    }

    private boolean name(boolean end) {
        int separator = held.indexOf(SEPARATOR);
        boolean named = separator >= 0;
        int nameEnd = separator;
        int behind = separator + SEPARATOR.length();
        if (named && format == ToolFormat.DEEPSEEK_V3) {
            int line = held.indexOf("\n", behind);
            named = line >= 0;
            if (named) {
                call(held.substring(behind, line));
                behind = line;
            }
        } else if (named) {
            call(held.substring(0, nameEnd));
        }
        if (!named) {
            if (end) {
                held.insert(0, CALL_BEGIN);
                release(held.length());
            }
            return false;
        }
        held.delete(0, behind);
        state = State.ARGUMENTS;
        begun = false;
        given = false;
        return true;
    }

    private void call(String name) {
        pieces.add(new ToolPiece.Call(++index, name.strip()));
    }

    private boolean arguments(boolean end) {
        if (!begun && !begin(end)) {
            return false;
        }
        int close = held.indexOf(CALL_END);
        if (close < 0) {
            // white space and a fence may belong to the call's end
            int keep = end ? 0 : Marks.partial(held, CALL_END);
            int to = held.length() - keep;
            give(end ? trimmed(to) : Math.min(trimmed(to), to - partialFence(to)));
            if (end) {
                held.setLength(0);
            }
            return false;
        }
        give(trimmed(close));
        if (!given) {
            pieces.add(new ToolPiece.Arguments(index, "{}"));
        }
        held.delete(0, held.indexOf(CALL_END) + CALL_END.length());
        state = State.BETWEEN;
        return true;
    }

    /** Skips what goes before the arguments; false if it isn't all there. */
    private boolean begin(boolean end) {
        skipBlank();
        boolean fenced = FENCE.startsWith(held.substring(0, Math.min(held.length(), FENCE.length())));
        if (!end && fenced && held.indexOf("\n") < 0) {
            return false;
        }
        if (held.indexOf(FENCE) == 0) {
            int line = held.indexOf("\n");
            held.delete(0, line < 0 ? held.length() : line + 1);
        }
        begun = true;
        return true;
    }

    /** Where arguments end that are followed by white space and a fence before {@code to}. */
    private int trimmed(int to) {
        int at = stripped(to);
        if (at >= FENCE.length() && held.substring(0, at).endsWith(FENCE)) {
            at = stripped(at - FENCE.length());
        }
        return at;
    }

    /** Characters before {@code to} that may be the beginning of a fence and the white space before it. */
    private int partialFence(int to) {
        int at = to;
        while (at > 0 && held.charAt(at - 1) == '`') {
            at--;
        }
        return to - stripped(at);
    }

    private void give(int to) {
        if (to > 0) {
            pieces.add(new ToolPiece.Arguments(index, held.substring(0, to)));
            held.delete(0, to);
            given = true;
        }
    }
}
