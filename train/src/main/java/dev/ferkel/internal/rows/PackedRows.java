package dev.ferkel.internal.rows;

import dev.ferkel.error.FerkelException;

/** Documents one after the other, cut into rows without a gap. */
public final class PackedRows implements RowSource {
    private final NumberedDocuments documents;
    private final int length;
    private long index;
    private int offset;

    /** @param length ids of a row: the last is the target alone, and the next row's first */
    public PackedRows(NumberedDocuments documents, int length) {
        this.documents = documents;
        this.length = length;
    }

    @Override
    public int[] next() {
        var row = new int[length];
        var document = documents.document(index);
        for (int filled = 0; ; ) {
            int count = Math.min(length - filled, document.length - offset);
            System.arraycopy(document, offset, row, filled, count);
            filled += count;
            offset += count;
            if (filled == length) {
                back(document);
                return row;
            }
            index++;
            offset = 0;
            document = documents.document(index);
        }
    }

    /** The row's last id begins the next row, too. */
    private void back(int[] document) {
        offset--;
        if (offset < 0 || offset >= document.length) {
            throw new IllegalStateException("documents hold at least one id");
        }
    }

    @Override
    public long[] position() {
        return new long[] {index, offset};
    }

    @Override
    public void seek(long[] position) {
        if (position.length != 2
                || position[0] < 0
                || position[1] < 0
                || position[1] >= documents.document(position[0]).length) {
            throw FerkelException.of("the run's place in its data is not there: did the data change?");
        }
        index = position[0];
        offset = (int) position[1];
    }
}
