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
    public void walk(TokenTrie trie, int node, long[] mask) {
        var lengths = node == 0 && trie.isWhole() ? text.lengths() : null;
        if (lengths == null) {
            walk(text, trie, node, mask);
            return;
        }
        var strings = trie.strings();
        strings.markInside(lengths.most(), mask);
        var end = frame.ended(new BitSet());
        if (end != null) {
            strings.markBehind(lengths, end, mask);
        }
    }

    private void walk(TextState at, TokenTrie trie, int node, long[] mask) {
        int end = trie.end(node);
        for (int child = node + 1; child < end; child = trie.end(child)) {
            int b = trie.key(child);
            var next = at.next(b);
            if (next != null) {
                if (trie.isBelow(child, next.loop())) {
                    trie.markAll(child, mask);
                } else {
                    trie.mark(child, mask);
                    walk(next, trie, child, mask);
                }
            } else if (b == '"' && at.accepts()) {
                var after = frame.ended(at.outcome());
                if (after != null) {
                    trie.mark(child, mask);
                    after.walk(trie, child, mask);
                }
            }
        }
    }
}
