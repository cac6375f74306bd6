package dev.ferkel.internal.constraint;

import dev.ferkel.internal.constraint.text.Loop;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of all tokens as a tree, its nodes in the order of a walk that goes down first. Tokens that steer a model
 * stand under {@link #SPECIAL}, a byte that no text has, and their number.
 */
public final class TokenTrie {
    /** Begins what stands for a special token; three bytes of seven bits follow. */
    public static final int SPECIAL = 0xff;

    private static final int SPECIAL_LENGTH = 4;

    private final int vocabulary;
    private final byte[][] texts;
    private final int[] keys;
    private final int[] ends;
    private final int[] parents;
    private final int[] depths;
    /** Of node n those in ids[first[n], first[n + 1]). */
    private final int[] first;

    private final int[] ids;

    /** The root's children by their byte, 0 where there is none. */
    private final int[] roots = new int[256];

    private final boolean whole;
    private final Below below;
    private @Nullable StringTokens strings;

    public TokenTrie(Tokenizer tokenizer) {
        this(IntStream.range(0, tokenizer.vocabularySize())
                .mapToObj(id -> tokenizer.isControl(id) ? special(id) : tokenizer.bytes(id))
                .toArray(byte[][]::new));
    }

    /** @param texts of the tokens; those without bytes don't come */
    private TokenTrie(byte[][] texts) {
        this(texts, IntStream.range(0, texts.length).filter(id -> texts[id].length > 0), true);
    }

    /** @param used ids of the tokens that are in it, all others aren't */
    TokenTrie(byte[][] texts, IntStream used) {
        this(texts, used, false);
    }

    private TokenTrie(byte[][] texts, IntStream used, boolean whole) {
        this.whole = whole;
        this.texts = texts;
        vocabulary = texts.length;
        var order = new ArrayList<Integer>(vocabulary);
        int bytes = 1;
        for (int id : used.toArray()) {
            order.add(id);
            bytes += texts[id].length;
        }
        order.sort((a, b) -> Arrays.compareUnsigned(texts[a], texts[b]));
        var buildKeys = new int[bytes];
        var buildEnds = new int[bytes];
        var buildParents = new int[bytes];
        var buildDepths = new int[bytes];
        var buildFirst = new int[bytes + 1];
        ids = new int[order.size()];
        int nodes = 1;
        int filled = 0;
        var path = new int
                [1 + order.stream().mapToInt(id -> texts[id].length).max().orElse(0)];
        byte[] last = {};
        int lastNode = 0;
        for (int id : order) {
            var text = texts[id];
            int shared = Math.max(0, Arrays.mismatch(last, text));
            if (Arrays.equals(last, text)) {
                shared = text.length;
            }
            for (int d = shared; d < text.length; d++) {
                buildKeys[nodes] = text[d] & 0xff;
                buildParents[nodes] = path[d];
                buildDepths[nodes] = d + 1;
                path[d + 1] = nodes++;
            }
            int node = path[text.length];
            for (int n = lastNode + 1; n <= node; n++) {
                buildFirst[n] = filled;
            }
            lastNode = node;
            ids[filled++] = id;
            last = text;
        }
        for (int n = lastNode + 1; n <= nodes; n++) {
            buildFirst[n] = filled;
        }
        for (int n = nodes - 1; n >= 0; n--) {
            buildEnds[n] = Math.max(buildEnds[n], n + 1);
            if (n > 0) {
                buildEnds[buildParents[n]] = Math.max(buildEnds[buildParents[n]], buildEnds[n]);
            }
        }
        keys = Arrays.copyOf(buildKeys, nodes);
        ends = Arrays.copyOf(buildEnds, nodes);
        parents = Arrays.copyOf(buildParents, nodes);
        depths = Arrays.copyOf(buildDepths, nodes);
        first = Arrays.copyOf(buildFirst, nodes + 1);
        for (int child = 1; child < nodes; child = ends[child]) {
            roots[keys[child]] = child;
        }
        below = new Below(keys, ends, parents);
    }

    /** Whether it has all tokens, from their beginning. */
    public boolean isWhole() {
        return whole;
    }

    /** What is known of strings in JSON. */
    public synchronized StringTokens strings() {
        if (strings == null) {
            strings = new StringTokens(this);
        }
        return strings;
    }

    /** Whether all that stands below a node is made of a loop's characters, and not of too many. */
    public boolean isBelow(int node, Loop loop) {
        return below.isMadeOf(node, loop);
    }

    /** The node that bytes lead to; -1 if there is none. */
    public int find(byte[] bytes) {
        int node = 0;
        for (byte b : bytes) {
            if (node == 0) {
                node = roots[b & 0xff];
                if (node == 0) {
                    return -1;
                }
                continue;
            }
            int end = ends[node];
            int child = node + 1;
            while (child < end && keys[child] != (b & 0xff)) {
                child = ends[child];
            }
            if (child >= end) {
                return -1;
            }
            node = child;
        }
        return node;
    }

    /** The bytes that stand for a special token. */
    public static byte[] special(int id) {
        return new byte[] {(byte) SPECIAL, (byte) (id >> 14 & 0x7f), (byte) (id >> 7 & 0x7f), (byte) (id & 0x7f)};
    }

    /** Whether these are a special token's bytes. */
    static boolean isSpecial(byte[] bytes) {
        return bytes.length == SPECIAL_LENGTH && bytes[0] == (byte) SPECIAL;
    }

    /** The highest id plus one. */
    public int vocabulary() {
        return vocabulary;
    }

    /** Words of 64 bits that a mask has. */
    public int words() {
        return vocabulary + 63 >> 6;
    }

    /** A token's bytes as machines read them. */
    public byte[] bytes(int id) {
        return texts[id];
    }

    /** The byte that leads to a node. */
    public int key(int node) {
        return keys[node];
    }

    /** One past the last node below this one; so the next node beside it, if there is one. */
    public int end(int node) {
        return ends[node];
    }

    /** Bytes from the root to a node. */
    public int depth(int node) {
        return depths[node];
    }

    /** The bytes that lead from one node down to another. */
    public byte[] path(int from, int to) {
        var path = new byte[depths[to] - depths[from]];
        int node = to;
        for (int i = path.length - 1; i >= 0; i--) {
            path[i] = (byte) keys[node];
            node = parents[node];
        }
        return path;
    }

    /** Sets the bits of the tokens that end at a node. */
    public void mark(int node, long[] mask) {
        for (int i = first[node]; i < first[node + 1]; i++) {
            mask[ids[i] >> 6] |= 1L << ids[i];
        }
    }

    /** Sets the bits of the tokens that end at a node or below it. */
    public void markAll(int node, long[] mask) {
        for (int i = first[node]; i < first[ends[node]]; i++) {
            mask[ids[i] >> 6] |= 1L << ids[i];
        }
    }

    /** Clears the bits of the tokens that end at a node or below it. */
    public void clearAll(int node, long[] mask) {
        for (int i = first[node]; i < first[ends[node]]; i++) {
            mask[ids[i] >> 6] &= ~(1L << ids[i]);
        }
    }
}
