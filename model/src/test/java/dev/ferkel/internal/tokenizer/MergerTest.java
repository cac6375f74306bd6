package dev.ferkel.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three ways to merge against the definition: the best pair, leftmost, again and again. */
class MergerTest {
    /** Tokens as texts; merges of random tokens, in the order of their making or (shuffled) in any. */
    private static Pairs random(Random random, int letters, int merges, boolean shuffled, Map<String, Integer> ids) {
        var tokens = new ArrayList<String>();
        for (char c = 'a'; c < 'a' + letters; c++) {
            tokens.add(String.valueOf(c));
        }
        var list = new ArrayList<String[]>();
        while (list.size() < merges) {
            var left = tokens.get(random.nextInt(tokens.size()));
            var right = random.nextInt(3) == 0 ? left : tokens.get(random.nextInt(tokens.size()));
            list.add(new String[] {left, right});
            if (!tokens.contains(left + right)) {
                tokens.add(left + right);
            }
        }
        tokens.forEach(t -> ids.put(t, ids.size()));
        if (shuffled) {
            java.util.Collections.shuffle(list, random);
        }
        var result = new MergeList("file", ids);
        list.forEach(m -> result.add(m[0], m[1]));
        return result.firstOfEach();
    }

    private static List<Integer> defined(Pairs pairs, int[] symbols) {
        var list = new ArrayList<>(Arrays.stream(symbols).boxed().toList());
        while (true) {
            int best = -1;
            int rank = Pairs.NONE;
            for (int i = 0; i + 1 < list.size(); i++) {
                if (pairs.rank(list.get(i), list.get(i + 1)) < rank) {
                    rank = pairs.rank(list.get(i), list.get(i + 1));
                    best = i;
                }
            }
            if (best < 0) {
                return list;
            }
            list.set(best, pairs.merged(rank));
            list.remove(best + 1);
        }
    }

    private static List<Integer> list(int[] symbols, int n) {
        return Arrays.stream(symbols, 0, n).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void asDefined(boolean shuffled) {
        var random = new Random(5);
        int sweeps = 0;
        for (int round = 0; round < 400; round++) {
            int letters = 1 + random.nextInt(3);
            var ids = new HashMap<String, Integer>();
            var pairs = random(random, letters, 1 + random.nextInt(20), shuffled, ids);
            var merger = new Merger(pairs, ids.size());
            for (int n = 0; n < 20; n++) {
                var symbols = random.ints(random.nextInt(60), 0, letters).toArray();
                var expected = defined(pairs, symbols);
                var scanned = symbols.clone();
                assertThat(list(scanned, merger.scan(scanned, symbols.length))).isEqualTo(expected);
                var heaped = symbols.clone();
                assertThat(list(heaped, new HeapMerge(pairs, heaped, heaped.length).merge()))
                        .isEqualTo(expected);
                if (pairs.ascending(ids.size())) {
                    var swept = symbols.clone();
                    assertThat(list(swept, new RankSweep(pairs, swept, swept.length).merge()))
                            .isEqualTo(expected);
                    sweeps++;
                }
            }
        }
        assertThat(sweeps).isPositive();
    }

    @Test
    void longPieces() {
        var random = new Random(6);
        var ids = new HashMap<String, Integer>();
        var pairs = random(random, 2, 40, false, ids);
        for (int bound : new int[] {1, 2}) {
            var symbols = random.ints(20_000, 0, bound).toArray();
            var merged = symbols.clone();
            var heaped = symbols.clone();
            assertThat(list(merged, new Merger(pairs, ids.size()).merge(merged, merged.length)))
                    .isEqualTo(list(heaped, new HeapMerge(pairs, heaped, heaped.length).merge()));
        }
    }
}
