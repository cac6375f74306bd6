package dev.ferkel.internal.engine;

import dev.ferkel.internal.cache.PageTable;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.LatentForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts a batch together, sequence by sequence. */
final class BatchRows {
    private int[] tokens = new int[64];
    private int[] positions = new int[64];
    private int rows;
    private final List<Integer> starts = new ArrayList<>();
    private final List<PageTable> tables = new ArrayList<>();
    private final List<LatentForm> forms = new ArrayList<>();

    /** Begins a sequence's rows. */
    void sequence(PageTable table, LatentForm form) {
        starts.add(rows);
        tables.add(table);
        forms.add(form);
    }

    void row(int token, int position) {
        if (rows == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * rows);
            positions = Arrays.copyOf(positions, 2 * rows);
        }
        tokens[rows] = token;
        positions[rows++] = position;
    }

    int rows() {
        return rows;
    }

    Batch batch() {
        var firsts = starts.stream().mapToInt(Integer::intValue).toArray();
        return new Batch(Arrays.copyOf(tokens, rows), Arrays.copyOf(positions, rows), firsts);
    }

    BatchCache cache(int shift) {
        return new BatchCache(tables, forms, shift);
    }
}
