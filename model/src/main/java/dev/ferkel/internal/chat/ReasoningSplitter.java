package dev.ferkel.internal.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits what a model writes, as it comes, into reasoning and answer at {@code <think>} and {@code </think>}. Tags may be
 * cut anywhere; none of them, and no line ends right behind them, appear in the pieces (as in DeepSeek's API). Joined,
 * the pieces lose nothing else.
 *
 * <p>Only the first {@code <think>}, at the beginning, and the first {@code </think>} count: an answer may speak of them.
 * Which state a text starts in, {@link ChatTemplate#startOf} reads from the prompt.
 */
public final class ReasoningSplitter {
    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    /** Where the prompt has left the model. */
    public enum Start {
        /** The prompt ends with {@code <think>}; the model may write the tag once more. */
        THINKING,
        /** The prompt has closed the reasoning, or the model doesn't reason: all is answer. */
        ANSWERING,
        /**
         * The prompt says neither. A text that begins with {@code <think>} is reasoning; any other is passed on as answer,
         * at once. If a {@code </think>} comes all the same, on a line of its own, what went before was reasoning
         * ({@link #answerWasReasoning}).
         */
        UNKNOWN
    }

    /** What a piece is. */
    public enum Kind {
        REASONING,
        ANSWER
    }

    /** Some text, never empty, of one kind. */
    public record Piece(Kind kind, String text) {}

    /** A whole text, split. */
    public record Parts(String reasoning, String answer) {}

    private enum State {
        /** Looking whether the text begins with a tag. */
        BEGINNING,
        REASONING,
        /** An answer, unless a closing tag follows. */
        SUPPOSED_ANSWER,
        ANSWER
    }

    private final boolean thinking;
    private final StringBuilder held = new StringBuilder();
    private final List<Piece> pieces = new ArrayList<>();
    private State state = State.BEGINNING;
    private boolean trimming;
    private boolean lineStarted = true;
    private boolean answerWasReasoning;

    public ReasoningSplitter(Start start) {
        thinking = start == Start.THINKING;
        if (start == Start.ANSWERING) {
            state = State.ANSWER;
        }
    }

    /** Splits a whole text; unlike a stream, one whose closing tag comes unexpected is split there, too. */
    public static Parts split(String text, Start start) {
        var splitter = new ReasoningSplitter(start);
        var pieces = new ArrayList<>(splitter.accept(text));
        pieces.addAll(splitter.end());
        if (splitter.answerWasReasoning) {
            return split(text, Start.THINKING);
        }
        var reasoning = new StringBuilder();
        var answer = new StringBuilder();
        pieces.forEach(p -> (p.kind() == Kind.REASONING ? reasoning : answer).append(p.text()));
        return new Parts(reasoning.toString(), answer.toString());
    }

    /** What some more text releases; often one piece, sometimes none. */
    public List<Piece> accept(String text) {
        held.append(text);
        return run(false);
    }

    /** What is left when nothing more comes. */
    public List<Piece> end() {
        return run(true);
    }

    /** Whether a closing tag has shown that what was released as answer before it was reasoning. */
    public boolean answerWasReasoning() {
        return answerWasReasoning;
    }

    private List<Piece> run(boolean end) {
        pieces.clear();
        boolean more = true;
        while (more) {
            more = switch (state) {
                case BEGINNING -> begin(end);
                case REASONING -> reason(end);
                case SUPPOSED_ANSWER -> suppose(end);
                case ANSWER -> {
                    release(Kind.ANSWER, held.length());
                    yield false;
                }
            };
        }
        return List.copyOf(pieces);
    }

    /** Like the two below: whether what is then held is to be looked at again. */
    private boolean begin(boolean end) {
        var text = held.toString().stripLeading();
        if (text.startsWith(OPEN)) {
            enter(State.REASONING, text.substring(OPEN.length()));
        } else if (text.startsWith(CLOSE)) {
            enter(State.ANSWER, text.substring(CLOSE.length()));
        } else if (!end && (OPEN.startsWith(text) || CLOSE.startsWith(text))) {
            return false;
        } else if (thinking) {
            enter(State.REASONING, held.toString());
        } else {
            state = State.SUPPOSED_ANSWER;
        }
        return true;
    }

    private boolean reason(boolean end) {
        int at = held.indexOf(CLOSE);
        if (at < 0) {
            release(Kind.REASONING, held.length() - (end ? 0 : Marks.partial(held, CLOSE)));
            return false;
        }
        release(Kind.REASONING, at);
        enter(State.ANSWER, held.substring(CLOSE.length()));
        return true;
    }

    private boolean suppose(boolean end) {
        int at = held.indexOf(CLOSE);
        if (at < 0) {
            release(Kind.ANSWER, held.length() - (end ? 0 : Marks.partial(held, CLOSE)));
            return false;
        }
        int behind = at + CLOSE.length();
        boolean lineStarts = at == 0 ? lineStarted : held.charAt(at - 1) == '\n';
        boolean lineEnds = behind < held.length() ? "\r\n".indexOf(held.charAt(behind)) >= 0 : end;
        if (lineStarts && lineEnds) {
            release(Kind.ANSWER, at);
            answerWasReasoning = true;
            enter(State.ANSWER, held.substring(CLOSE.length()));
            return true;
        }
        boolean open = lineStarts && behind == held.length();
        release(Kind.ANSWER, open ? at : behind);
        return !open;
    }

    /** A tag is behind us, or should be; line ends are dropped until something else comes. */
    private void enter(State next, String rest) {
        held.setLength(0);
        held.append(rest);
        state = next;
        trimming = true;
    }

    /** Passes on what is held up to {@code to}. */
    private void release(Kind kind, int to) {
        int from = 0;
        while (trimming && from < to && "\r\n".indexOf(held.charAt(from)) >= 0) {
            from++;
        }
        if (from < to) {
            trimming = false;
            lineStarted = held.charAt(to - 1) == '\n';
            pieces.add(new Piece(kind, held.substring(from, to)));
        }
        held.delete(0, to);
    }
}
