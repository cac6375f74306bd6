package dev.ferkel.internal.constraint;

import dev.ferkel.internal.constraint.text.Loop;

/** What stands below each node of a trie: which characters, and at most how many bytes. */
final class Below {
    private final int[] keys;
    private final int[] ends;
    private final long[] low;
    private final long[] high;
    private final boolean[] wide;
    /** Below the node stands what is no UTF-8 if a character begins there. */
    private final boolean[] broken;

    private final int[] heights;

    Below(int[] keys, int[] ends, int[] parents) {
        this.keys = keys;
        this.ends = ends;
        int nodes = keys.length;
        low = new long[nodes];
        high = new long[nodes];
        wide = new boolean[nodes];
        heights = new int[nodes];
        for (int n = nodes - 1; n > 0; n--) {
            int key = keys[n];
            int parent = parents[n];
            low[parent] |= low[n] | (key < 64 ? 1L << key : 0);
            high[parent] |= high[n] | (key >= 64 && key < 128 ? 1L << key : 0);
            wide[parent] |= wide[n] || key >= 128;
            heights[parent] = Math.max(heights[parent], heights[n] + 1);
        }
        broken = new boolean[nodes];
        for (int n = 0; n < nodes; n++) {
            broken[n] = wide[n] && isBroken(n, 0, 0);
        }
    }

    /**
     * @param rest bytes of the character to come
     * @param lead the character's first byte if the next is its second, otherwise 0
     */
    private boolean isBroken(int node, int rest, int lead) {
        for (int child = node + 1; child < ends[node]; child = ends[child]) {
            int b = keys[child];
            boolean wrong;
            if (rest > 0) {
                boolean bad = (b & 0xc0) != 0x80
                        || lead == 0xe0 && b < 0xa0
                        || lead == 0xed && b >= 0xa0
                        || lead == 0xf0 && b < 0x90
                        || lead == 0xf4 && b >= 0x90;
                wrong = bad || isBroken(child, rest - 1, 0);
            } else {
                boolean bad = b >= 0x80 && (b < 0xc2 || b > 0xf4);
                int more = b < 0x80 ? 0 : b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
                wrong = bad || isBroken(child, more, more == 0 ? 0 : b);
            }
            if (wrong) {
                return true;
            }
        }
        return false;
    }

    boolean isMadeOf(int node, Loop loop) {
        return (low[node] & ~loop.low()) == 0
                && (high[node] & ~loop.high()) == 0
                && (!wide[node] || loop.wide() && !broken[node])
                && heights[node] <= loop.count();
    }
}
