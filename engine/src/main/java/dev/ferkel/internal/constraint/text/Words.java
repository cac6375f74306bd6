package dev.ferkel.internal.constraint.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A finite language as a tree of its words. */
final class Words {
    /** After a beginning of words, which are {@code [from, to)} in sorted order. */
    static final class Node implements Automaton {
        private final TreeMap<Integer, Node> next = new TreeMap<>();
        int from;
        int to;

        @Nullable
        String word;

        private @Nullable Partition classes;

        @Override
        public boolean accepts() {
            return word != null;
        }

        @Override
        public Partition classes() {
            if (classes == null) {
                classes = cut();
            }
            return classes;
        }

        private Partition cut() {
            var starts = new ArrayList<Integer>(List.of(0));
            var colours = new ArrayList<Integer>(List.of(0));
            int colour = 1;
            for (int c : next.keySet()) {
                int last = starts.size() - 1;
                if (starts.get(last) == c) {
                    colours.set(last, colour++);
                } else {
                    starts.add(c);
                    colours.add(colour++);
                }
                if (c + 1 < CharSet.END) {
                    starts.add(c + 1);
                    colours.add(0);
                }
            }
            return new Partition(
                    starts.stream().mapToInt(Integer::intValue).toArray(),
                    colours.stream().mapToInt(Integer::intValue).toArray());
        }

        @Override
        public @Nullable Node next(int c) {
            return next.get(c);
        }

        @Override
        public boolean live() {
            return true;
        }
    }

    private final Node root = new Node();

    /** @param words at least one */
    static Words of(List<String> words) {
        var tree = new Words();
        int index = 0;
        for (var word : new TreeSet<>(words)) {
            tree.add(word, index++);
        }
        return tree;
    }

    private void add(String word, int index) {
        var node = root;
        node.to = index + 1;
        for (int c : word.codePoints().toArray()) {
            node = node.next.computeIfAbsent(c, k -> {
                var child = new Node();
                child.from = index;
                return child;
            });
            node.to = index + 1;
        }
        node.word = Objects.requireNonNull(word);
    }

    Node root() {
        return root;
    }
}
