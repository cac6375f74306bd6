package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import dev.ferkel.internal.constraint.TokenTrie;
import dev.ferkel.internal.constraint.text.JsonStrings;
import dev.ferkel.internal.constraint.text.TextState;
import java.nio.charset.StandardCharsets;
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

    @Override
    public boolean walksItself() {
        return true;
    }

    @Override
    public void walk(TokenTrie trie, int node, long[] mask) {
        var lengths = node == 0 && trie.isWhole() ? text.lengths() : null;
        if (lengths == null || lengths.most() < Integer.MAX_VALUE || read.length > LONGEST / 2) {
            byWalking(trie, node, mask);
            return;
        }
        var strings = trie.strings();
        strings.markInside(lengths.most(), mask);
        var written = new String(read, StandardCharsets.UTF_8);
        if (object.plan.patterns.isEmpty() && written.indexOf('\\') < 0) {
            strings.mark(object.behindUnknown(strings), mask);
            object.names(name -> again(name, written, trie, mask));
        } else {
            byWalking(strings.closing(), 0, mask);
        }
    }

    /** @param from where the walk began */
    private void byWalking(TokenTrie trie, int from, long[] mask) {
        StringWalk closing = (end, node) -> object.named(JsonStrings.decode(joined(read, trie.path(from, node))));
        closing.walk(text, trie, from, mask);
    }

    private static byte[] joined(byte[] a, byte[] b) {
        var joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    /** Marks the tokens that end a name which isn't like others. */
    private void again(String name, String written, TokenTrie trie, long[] mask) {
        if (!name.startsWith(written)) {
            return;
        }
        var rest = name.substring(written.length());
        int node = trie.find((rest + '"').getBytes(StandardCharsets.UTF_8));
        if (node >= 0) {
            again(name, trie, node, mask);
        }
        for (int escaped : trie.strings().escaped(rest)) {
            again(name, trie, escaped, mask);
        }
    }

    /** @param node behind the closing quote */
    private void again(String name, TokenTrie trie, int node, long[] mask) {
        trie.clearAll(node, mask);
        var state = object.named(name);
        if (state != null) {
            trie.mark(node, mask);
            state.walk(trie, node, mask);
        }
    }
}
