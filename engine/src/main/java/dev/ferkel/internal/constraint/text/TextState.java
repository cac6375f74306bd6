package dev.ferkel.internal.constraint.text;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a text was read, byte by byte. Every state can still become a text of the gate's language. */
public abstract class TextState {
    /** The state after a byte; null if no text goes on with it. */
    public abstract @Nullable TextState next(int b);

    /** Whether the text may end here. */
    public boolean accepts() {
        return false;
    }

    /** Of the tracked languages those that the text belongs to, if it ends here. */
    public BitSet outcome() {
        return new BitSet();
    }

    /** What is left of gate and tracked languages; empty inside a character. */
    public List<Regex> regexes() {
        return List.of();
    }

    /** Characters that can come for a while without asking. */
    public Loop loop() {
        return Loop.NONE;
    }

    /** How many characters may still come, if it is nothing else that is asked of them; otherwise null. */
    public @Nullable Lengths lengths() {
        return null;
    }
}
