package dev.ferkel.internal.cache;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Full pages by what they hold, for requests that begin with the same tokens: a tree whose edges are a page's 64 ids
 * (compared, not only hashed) and how many of its rows are a prompt's. It holds a reference to each of its pages;
 * those that nobody else holds can be evicted, the least recently used first.
 */
public final class PrefixCache {
    private static final class Key {
        final int[] tokens;
        final int promptRows;
        final int hash;

        Key(int[] tokens, int promptRows) {
            this.tokens = tokens;
            this.promptRows = promptRows;
            this.hash = 31 * Arrays.hashCode(tokens) + promptRows;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && promptRows == key.promptRows && Arrays.equals(tokens, key.tokens);
        }
    }

    /** A page in the tree. */
    public static final class Node {
        private final @Nullable Node parent;
        private final @Nullable Key key;
        private final int page;
        private final Map<Key, Node> children = new HashMap<>();

        private Node(@Nullable Node parent, @Nullable Key key, int page) {
            this.parent = parent;
            this.key = key;
            this.page = page;
        }

        public int page() {
            return page;
        }
    }

    private final PagePool pool;
    private final Map<String, Node> roots = new HashMap<>();
    /** From the least to the most recently used. */
    private final LinkedHashSet<Node> byUse = new LinkedHashSet<>();

    public PrefixCache(PagePool pool) {
        this.pool = pool;
    }

    /** Where prompts of one salt begin: those of another can't find their pages. */
    public Node root(String salt) {
        return roots.computeIfAbsent(salt, s -> new Node(null, null, -1));
    }

    /** Pages held. */
    public int size() {
        return byUse.size();
    }

    /** The page after {@code parent} with these ids, or null; finding it is a use. */
    public @Nullable Node find(Node parent, int[] ids, int promptRows) {
        var node = parent.children.get(new Key(ids, promptRows));
        if (node != null) {
            byUse.remove(node);
            byUse.add(node);
        }
        return node;
    }

    /** Adds a page, or gives the one that is known with the same ids. */
    public Node add(Node parent, int[] ids, int promptRows, int page) {
        var key = new Key(ids, promptRows);
        var known = parent.children.get(key);
        if (known != null) {
            return known;
        }
        var node = new Node(parent, key, page);
        parent.children.put(key, node);
        byUse.add(node);
        pool.retain(page);
        return node;
    }

    /** Gives back one page that only the cache holds; false if there is none. */
    public boolean evict() {
        for (var node : byUse) {
            if (node.children.isEmpty() && pool.references(node.page) == 1) {
                remove(node);
                return true;
            }
        }
        return false;
    }

    private void remove(Node node) {
        byUse.remove(node);
        if (node.parent != null && node.key != null) {
            node.parent.children.remove(node.key);
        }
        pool.release(node.page);
    }

    /** Pages that {@link #evict} could give back, one after the other. */
    public int evictable() {
        int count = 0;
        for (var node : byUse) {
            if (pool.references(node.page) == 1) {
                count++;
            }
        }
        return count;
    }

    /** Gives back every page. */
    public void clear() {
        byUse.forEach(node -> pool.release(node.page));
        byUse.clear();
        roots.values().forEach(root -> root.children.clear());
    }
}
