package dev.ferkel.internal.tool;

import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One call as a JSON object, {@code {"name": .., "arguments": {..}}}, read character by character: the arguments are
 * passed on as they come once the name is known. "parameters" is another word for "arguments"; other keys are skipped.
 */
final class JsonCall {
    private enum State {
        START,
        KEY,
        COLON,
        VALUE,
        IN_VALUE,
        COMMA,
        COMPLETE,
        BROKEN
    }

    private final int index;
    private final Predicate<String> names;
    private State state = State.START;
    private final StringBuilder token = new StringBuilder();
    private String key = "";
    private String name = "";
    private boolean named;
    private boolean told;
    /** Whether arguments were passed on. */
    private boolean given;
    /** Arguments that came before the name. */
    private final StringBuilder early = new StringBuilder();

    private int depth;
    private boolean quoted;
    private boolean escaped;

    /** @param names those that make it a call */
    JsonCall(int index, Predicate<String> names) {
        this.index = index;
        this.names = names;
    }

    boolean isComplete() {
        return state == State.COMPLETE;
    }

    boolean isBroken() {
        return state == State.BROKEN;
    }

    /** Whether pieces were passed on, so that it can't be taken for text any more. */
    boolean isNamed() {
        return told;
    }

    /** Reads on; gives how many characters belong to the object. */
    int accept(CharSequence text, List<ToolPiece> pieces) {
        int i = 0;
        int from = 0;
        while (i < text.length() && state != State.COMPLETE && state != State.BROKEN) {
            char c = text.charAt(i);
            boolean inside = state == State.IN_VALUE;
            if (inside && ends(c)) {
                pass(text.subSequence(from, i), pieces);
                finish(pieces);
                continue;
            }
            if (!inside) {
                step(c);
                from = i;
                if (state == State.IN_VALUE) {
                    token.setLength(0);
                    track(c);
                }
            } else {
                track(c);
            }
            i++;
        }
        if (state == State.IN_VALUE) {
            pass(text.subSequence(from, i), pieces);
        }
        if (state == State.COMPLETE && !named) {
            state = State.BROKEN;
        } else if (state == State.COMPLETE && !given) {
            give("{}", pieces);
        }
        return i;
    }

    /** Whether {@code c} is behind the value: its own end was seen, or it is no part of a bare word. */
    private boolean ends(char c) {
        if (quoted || depth > 0) {
            return false;
        }
        return c == ',' || c == '}' || Character.isWhitespace(c);
    }

    private void track(char c) {
        if (quoted) {
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == '"') {
                quoted = false;
            }
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }

    private void step(char c) {
        if (state == State.KEY && !token.isEmpty()) {
            token.append(c);
            if (c == '"' && token.length() > 1) {
                key = token.substring(1, token.length() - 1);
                token.setLength(0);
                state = State.COLON;
            }
            return;
        }
        if (Character.isWhitespace(c)) {
            return;
        }
        state = switch (state) {
            case START -> c == '{' ? State.KEY : State.BROKEN;
            case KEY -> {
                token.append(c);
                yield c == '"' ? State.KEY : State.BROKEN;
            }
            case COLON -> c == ':' ? State.VALUE : State.BROKEN;
            case VALUE -> c == ',' || c == '}' || c == ']' ? State.BROKEN : State.IN_VALUE;
            case COMMA -> c == ',' ? State.KEY : c == '}' ? State.COMPLETE : State.BROKEN;
            default -> State.BROKEN;
        };
    }

    private boolean isArguments() {
        return key.equals("arguments") || key.equals("parameters");
    }

    private void pass(CharSequence text, List<ToolPiece> pieces) {
        if (isArguments() && named && token.isEmpty() && !text.isEmpty() && (told && !startsQuoted(text))) {
            give(text.toString(), pieces);
        } else {
            token.append(text);
        }
    }

    private void give(String json, List<ToolPiece> pieces) {
        if (!json.isEmpty()) {
            pieces.add(new ToolPiece.Arguments(index, json));
            given = true;
        }
    }

    private boolean startsQuoted(CharSequence text) {
        return !given && text.charAt(0) == '"';
    }

    private void finish(List<ToolPiece> pieces) {
        var value = token.toString();
        token.setLength(0);
        state = State.COMMA;
        if (key.equals("name")) {
            name = string(value);
            named = !name.isEmpty() && names.test(name);
            if (named && !told) {
                told = true;
                pieces.add(new ToolPiece.Call(index, name));
                give(early.toString(), pieces);
            } else if (!named) {
                state = State.BROKEN;
            }
        } else if (isArguments() && !value.isEmpty()) {
            // some models give the object as a string
            var json = value.startsWith("\"") ? string(value) : value;
            if (told) {
                give(json, pieces);
            } else {
                early.append(json);
            }
        }
    }

    private static String string(String json) {
        try {
            return JsonMapper.shared().readValue(json, String.class);
        } catch (JacksonException e) {
            return "";
        }
    }
}
