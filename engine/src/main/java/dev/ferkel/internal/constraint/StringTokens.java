package dev.ferkel.internal.constraint;

import dev.ferkel.internal.constraint.text.JsonStrings;
import dev.ferkel.internal.constraint.text.Lengths;
import dev.ferkel.internal.constraint.text.Regexes;
import dev.ferkel.internal.constraint.text.TextState;
import dev.ferkel.internal.constraint.text.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What tokens do inside a JSON string of which nothing but its length is asked: that is most of what models write, and
 * the same for every schema.
 */
public final class StringTokens {
    /** Tokens that stay in the string, by how many characters they begin; at n those with at most n. */
    private final List<long[]> inside = new ArrayList<>();
    /** What stands behind the closing quote, by the characters before it. */
    private final TreeMap<Integer, TokenTrie> behind = new TreeMap<>();

    private static final int[] NOWHERE = {};

    private final int words;
    private final TokenTrie behindAny;
    private final TokenTrie closing;
    /** Nodes behind the quote of what is written with escapes, by what it means. */
    private final Map<String, int[]> escaped = new HashMap<>();

    StringTokens(TokenTrie trie) {
        words = trie.words();
        var regexes = new Regexes();
        var start = new Texts(true).start(regexes.any(), List.of());
        Map<Integer, List<Integer>> staying = new TreeMap<>();
        var suffixes = new byte[trie.vocabulary()][];
        Map<Integer, List<Integer>> byLength = new HashMap<>();
        var closers = new ArrayList<Integer>();
        Map<String, Set<Integer>> written = new HashMap<>();
        for (int id = 0; id < trie.vocabulary(); id++) {
            var bytes = trie.bytes(id);
            TextState state = start;
            int characters = 0;
            boolean escapes = false;
            int at = 0;
            while (at < bytes.length && state != null && !(bytes[at] == '"' && state.accepts())) {
                characters += state.regexes().isEmpty() ? 0 : 1;
                escapes |= bytes[at] == '\\';
                state = state.next(bytes[at++] & 0xff);
            }
            if (state == null || bytes.length == 0) {
                continue;
            }
            if (at == bytes.length) {
                staying.computeIfAbsent(characters, n -> new ArrayList<>()).add(id);
            } else {
                suffixes[id] = Arrays.copyOfRange(bytes, at + 1, bytes.length);
                byLength.computeIfAbsent(characters, n -> new ArrayList<>()).add(id);
                closers.add(id);
                if (escapes) {
                    var text = JsonStrings.decode(Arrays.copyOf(bytes, at));
                    written.computeIfAbsent(text, t -> new TreeSet<>()).add(trie.find(Arrays.copyOf(bytes, at + 1)));
                }
            }
        }
        staying.forEach((n, ids) -> {
            while (inside.size() <= n) {
                inside.add(
                        inside.isEmpty()
                                ? new long[trie.words()]
                                : inside.getLast().clone());
            }
            ids.forEach(id -> inside.getLast()[id >> 6] |= 1L << id);
        });
        byLength.forEach((n, ids) -> behind.put(n, new TokenTrie(suffixes, stream(ids))));
        behindAny = new TokenTrie(suffixes, stream(closers));
        var texts = IntStream.range(0, trie.vocabulary()).mapToObj(trie::bytes).toArray(byte[][]::new);
        closing = new TokenTrie(texts, stream(closers));
        written.forEach((text, nodes) ->
                escaped.put(text, nodes.stream().mapToInt(Integer::intValue).toArray()));
    }

    private static IntStream stream(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue);
    }

    /** Tokens of at most so many characters that stay in the string. */
    public void markInside(int most, long[] mask) {
        var from = inside.get(Math.min(most, inside.size() - 1));
        for (int i = 0; i < mask.length; i++) {
            mask[i] |= from[i];
        }
    }

    /** Tokens that close the string, when {@code after} follows the quote. */
    public void markBehind(Lengths lengths, State after, long[] mask) {
        if (lengths.least() == 0 && lengths.most() >= behind.lastKey()) {
            markFrom(behindAny, after, mask);
        } else {
            behind.subMap(lengths.least(), true, lengths.most(), true).values().forEach(t -> markFrom(t, after, mask));
        }
    }

    /** The same tokens, whatever their length. */
    public int[] behind(State after) {
        var mask = new long[words];
        markFrom(behindAny, after, mask);
        var ids = IntStream.builder();
        for (int word = 0; word < mask.length; word++) {
            for (long rest = mask[word]; rest != 0; rest &= rest - 1) {
                ids.add(64 * word + Long.numberOfTrailingZeros(rest));
            }
        }
        return ids.build().toArray();
    }

    public void mark(int[] ids, long[] mask) {
        for (int id : ids) {
            mask[id >> 6] |= 1L << id;
        }
    }

    private static void markFrom(TokenTrie suffixes, State after, long[] mask) {
        suffixes.mark(0, mask);
        after.walk(suffixes, 0, mask);
    }

    /** Tokens that close a string. */
    public TokenTrie closing() {
        return closing;
    }

    /** The nodes behind the quotes of texts that are written with escapes. */
    public int[] escaped(String text) {
        return escaped.getOrDefault(text, NOWHERE);
    }
}
