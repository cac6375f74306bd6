package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;

/** Merges as files list them, by the tokens' texts in the order of their ranks. */
final class MergeList {
    private final String file;
    private final Map<String, Integer> vocabulary;
    private int[] lefts = new int[1024];
    private int[] rights = new int[1024];
    private int[] merged = new int[1024];
    private int size;

    /** @param file for errors */
    MergeList(String file, Map<String, Integer> vocabulary) {
        this.file = file;
        this.vocabulary = vocabulary;
    }

    int size() {
        return size;
    }

    void add(String left, String right) {
        var l = vocabulary.get(left);
        var r = vocabulary.get(right);
        var joined = vocabulary.get(left + right);
        if (l == null || r == null || joined == null) {
            throw FerkelException.of(
                    "%s: merge %d ('%s' '%s') needs '%s', which is no token of the vocabulary",
                    file, size, left, right, l == null ? left : r == null ? right : left + right);
        }
        if (size == Pairs.MOST) {
            throw FerkelException.of("%s: there are more than %d merges", file, Pairs.MOST);
        }
        if (size == lefts.length) {
            lefts = Arrays.copyOf(lefts, size * 2);
            rights = Arrays.copyOf(rights, size * 2);
            merged = Arrays.copyOf(merged, size * 2);
        }
        lefts[size] = l;
        rights[size] = r;
        merged[size++] = joined;
    }

    Pairs pairs() {
        return new Pairs(Arrays.copyOf(lefts, size), Arrays.copyOf(rights, size), Arrays.copyOf(merged, size));
    }

    /** The same where a pair's first merge counts, not its last. */
    Pairs firstOfEach() {
        var seen = new HashSet<Long>();
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (seen.add((long) lefts[i] << 32 | rights[i])) {
                lefts[kept] = lefts[i];
                rights[kept] = rights[i];
                merged[kept++] = merged[i];
            }
        }
        size = kept;
        return pairs();
    }
}
