package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import dev.ferkel.internal.constraint.TokenTrie;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Inside an item whose value counts, as all items have to differ. */
final class RecordedState extends State {
    private final ArrayFrame array;
    private final State inner;
    private final byte[] read;

    RecordedState(ArrayFrame array, State inner, byte[] read) {
        this.array = array;
        this.inner = inner;
        this.read = read;
    }

    @Override
    public @Nullable State next(int b) {
        var next = inner.next(b);
        if (next == null) {
            return null;
        }
        if (next instanceof ItemEnd end && end.isBehind()) {
            return array.recorded(end.outcome(), read).next(b);
        }
        var more = Arrays.copyOf(read, read.length + 1);
        more[read.length] = (byte) b;
        return next instanceof ItemEnd end ? array.recorded(end.outcome(), more) : new RecordedState(array, next, more);
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
        inner.walk(trie, node, mask);
    }
}
