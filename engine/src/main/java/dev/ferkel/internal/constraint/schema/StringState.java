package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import dev.ferkel.internal.constraint.TokenTrie;
import dev.ferkel.internal.constraint.text.TextState;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Inside a string. */
final class StringState extends State {
    private final Values values;
    private final Frame frame;
    private final TextState text;

    StringState(Values values, Frame frame, TextState text) {
        this.values = values;
        this.frame = frame;
        this.text = text;
    }

    @Override
    public @Nullable State next(int b) {
        if (b == '"' && text.accepts()) {
            return frame.ended(text.outcome());
        }
        var next = text.next(b);
        return next == null ? null : values.string(frame, next);
    }

    @Override
    public boolean accepts() {
        return false;
    }

    @Override
    public boolean walksItself() {
        return true;
    }

    @Override
    public void walk(TokenTrie trie, int node, long[] mask) {
        var lengths = node == 0 && trie.isWhole() ? text.lengths() : null;
        if (lengths == null) {
            StringWalk closing = (read, at) -> frame.ended(read.outcome());
            closing.walk(text, trie, node, mask);
            return;
        }
        var strings = trie.strings();
        strings.markInside(lengths.most(), mask);
        var end = frame.ended(new BitSet());
        if (end != null) {
            strings.markBehind(lengths, end, mask);
        }
    }
}
