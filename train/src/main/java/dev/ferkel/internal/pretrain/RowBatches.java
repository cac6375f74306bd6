package dev.ferkel.internal.pretrain;

import dev.ferkel.internal.rows.RowSource;
import java.util.ArrayList;
import java.util.OptionalInt;

/**
 * Rows as a source gives them.
 *
 * @param border the token behind which a document begins that sees none before it; empty where documents of a row see
 *     each other
 */
public record RowBatches(RowSource source, OptionalInt border) implements Batches {
    @Override
    public Rows next(int rows) {
        var tokens = new ArrayList<int[]>();
        for (int i = 0; i < rows; i++) {
            tokens.add(source.next());
        }
        return border.isPresent() ? Rows.byDocument(tokens, border.getAsInt()) : Rows.whole(tokens);
    }

    @Override
    public long[] position() {
        return source.position();
    }

    @Override
    public void seek(long[] position) {
        source.seek(position);
    }
}
