package dev.ferkel.internal.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ExampleRowsTest {
    private static final int END = 1;

    private static Example example(long index) {
        var random = new SplittableRandom(index);
        int n = 2 + random.nextInt(12);
        var ids = new int[n];
        for (int i = 0; i < n; i++) {
            ids[i] = 10 + (int) (index % 80) * 20 + i;
        }
        ids[n - 1] = END;
        return new Example(ids, 1 + random.nextInt(n - 1));
    }

    /** Every example that fits is there once, whole, with exactly its answer's tokens as targets. */
    @Test
    void everyExampleIsLearnedWhole() {
        int length = 10;
        var rows = new ExampleRows(ExampleRowsTest::example, length, END);
        var learned = new ArrayList<List<Integer>>();
        for (int step = 0; step < 20; step++) {
            var batch = rows.next(3);
            for (int r = 0; r < 3; r++) {
                var tokens = batch.tokens().get(r);
                var mask = batch.learned().orElseThrow().get(r);
                var starts = batch.starts().get(r);
                assertThat(tokens).hasSize(length + 1);
                assertThat(starts[0]).isZero();
                for (int s = 0; s < starts.length; s++) {
                    int end = s + 1 < starts.length ? starts[s + 1] : length;
                    var targets = new ArrayList<Integer>();
                    for (int i = starts[s]; i < end; i++) {
                        if (mask[i]) {
                            targets.add(tokens[i + 1]);
                        }
                    }
                    if (!targets.isEmpty()) {
                        learned.add(targets);
                    }
                }
            }
        }
        int at = 0;
        for (long index = 0; at < learned.size(); index++) {
            var example = example(index);
            if (example.ids().length <= length + 1) {
                var expected = new ArrayList<Integer>();
                for (int i = example.from(); i < example.ids().length; i++) {
                    expected.add(example.ids()[i]);
                }
                assertThat(learned.get(at++)).isEqualTo(expected);
            }
        }
    }

    /** Those that are longer than a row, of all that were passed. */
    @Test
    void countsWhatIsLeftOut() {
        var rows = new ExampleRows(ExampleRowsTest::example, 10, END);
        assertThat(rows.leftOut()).isZero();
        rows.next(30);
        long tooLong = LongStream.range(0, rows.position()[0])
                .filter(i -> example(i).ids().length > 11)
                .count();
        assertThat(rows.leftOut()).isEqualTo(tooLong).isPositive();
    }

    @Test
    void goesOnWhereItWas() {
        var rows = new ExampleRows(ExampleRowsTest::example, 16, END);
        rows.next(5);
        var position = rows.position();
        var expected = rows.next(2);
        var other = new ExampleRows(ExampleRowsTest::example, 16, END);
        other.seek(position);
        var found = other.next(2);
        assertThat(found.tokens().get(1)).isEqualTo(expected.tokens().get(1));
        assertThat(found.starts().get(0)).isEqualTo(expected.starts().get(0));
    }

    @Test
    void examplesThatNeverFitAreAnError() {
        var rows = new ExampleRows(i -> new Example(new int[50], 3), 16, END);
        assertThatThrownBy(() -> rows.next(1))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("sequence");
    }
}
