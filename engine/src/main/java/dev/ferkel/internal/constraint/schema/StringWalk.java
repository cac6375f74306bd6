package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import dev.ferkel.internal.constraint.TokenTrie;
import dev.ferkel.internal.constraint.text.TextState;
import org.jspecify.annotations.Nullable;

/** Marks the tokens that can come inside a JSON string and behind its end. */
@FunctionalInterface
interface StringWalk {
    /** The state behind the closing quote, if {@code text} is what was read at {@code node}; null if it can't come. */
    @Nullable
    State ended(TextState text, int node);

    /** Of the tokens below {@code node}. */
    default void walk(TextState text, TokenTrie trie, int node, long[] mask) {
        int end = trie.end(node);
        for (int child = node + 1; child < end; child = trie.end(child)) {
            int b = trie.key(child);
            var next = text.next(b);
            if (next != null) {
                if (trie.isBelow(child, next.loop())) {
                    trie.markAll(child, mask);
                } else {
                    trie.mark(child, mask);
                    walk(next, trie, child, mask);
                }
            } else if (b == '"' && text.accepts()) {
                var after = ended(text, node);
                if (after != null) {
                    trie.mark(child, mask);
                    after.walk(trie, child, mask);
                }
            }
        }
    }
}
