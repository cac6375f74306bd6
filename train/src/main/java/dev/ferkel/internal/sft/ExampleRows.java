package dev.ferkel.internal.sft;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.pretrain.Batches;
import dev.ferkel.internal.pretrain.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Examples packed into rows: as many whole ones as fit, each hidden from the others; what is left of a row is end tokens
 * that nobody learns from. An example that is longer than a row is left out.
 */
public final class ExampleRows implements Batches {
    /** So many in a row that don't fit: then none will. */
    private static final int MOST_LEFT_OUT = 1000;

    private final Examples examples;
    private final int length;
    private final int end;
    private long index;
    private long leftOut;

    /**
     * @param length positions of a row
     * @param end fills a row up
     */
    public ExampleRows(Examples examples, int length, int end) {
        this.examples = examples;
        this.length = length;
        this.end = end;
    }

    @Override
    public Rows next(int rows) {
        var tokens = new ArrayList<int[]>();
        var starts = new ArrayList<int[]>();
        var learned = new ArrayList<boolean[]>();
        for (int r = 0; r < rows; r++) {
            var row = new int[length + 1];
            Arrays.fill(row, end);
            var mask = new boolean[length];
            tokens.add(row);
            starts.add(fill(row, mask));
            learned.add(mask);
        }
        return new Rows(tokens, starts, Optional.of(learned));
    }

    /** Puts examples into a row of end tokens; where each begins. */
    private int[] fill(int[] row, boolean[] learned) {
        List<Integer> starts = new ArrayList<>();
        int filled = 0;
        int inARow = 0;
        while (filled < length) {
            var example = examples.example(index);
            int size = example.ids().length;
            if (size > row.length) {
                index++;
                leftOut++;
                if (++inARow > MOST_LEFT_OUT) {
                    throw FerkelException.of(
                            "%d examples in a row have more tokens than the %d of a row: raise 'sequence'",
                            inARow, row.length);
                }
                continue;
            }
            starts.add(filled);
            if (filled + size > row.length) {
                break;
            }
            System.arraycopy(example.ids(), 0, row, filled, size);
            Arrays.fill(learned, filled + example.from() - 1, filled + size - 1, true);
            filled += size;
            index++;
        }
        return starts.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public long leftOut() {
        return leftOut;
    }

    @Override
    public long[] position() {
        return new long[] {index};
    }

    @Override
    public void seek(long[] position) {
        if (position.length != 1 || position[0] < 0) {
            throw FerkelException.of("the run's place in its data is not there: did the data change?");
        }
        index = position[0];
    }
}
