package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import dev.ferkel.internal.constraint.text.TextState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Inside the name of a member. */
final class KeyState extends State {
    /** In bytes. */
    private static final int LONGEST = 4096;

    private final ObjectFrame object;
    private final TextState text;
    private final byte[] read;

    KeyState(ObjectFrame object, TextState text, byte[] read) {
        this.object = object;
        this.text = text;
        this.read = read;
    }

    @Override
    public @Nullable State next(int b) {
        if (b == '"' && text.accepts()) {
            return object.named(JsonStrings.decode(read));
        }
        var next = read.length < LONGEST ? text.next(b) : null;
        if (next == null) {
            return null;
        }
        var more = Arrays.copyOf(read, read.length + 1);
        more[read.length] = (byte) b;
        return new KeyState(object, next, more);
    }

    @Override
    public boolean accepts() {
        return false;
    }
}
