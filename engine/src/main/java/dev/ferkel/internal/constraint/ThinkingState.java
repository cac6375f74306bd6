package dev.ferkel.internal.constraint;

import org.jspecify.annotations.Nullable;

/** In free text up to a mark (Knuth, Morris and Pratt 1977), and the line ends behind it. */
final class ThinkingState extends State {
    private static final int LINES = 2;

    private final byte[] mark;
    private final @Nullable State[] row;
    private final State then;
    private final int read;

    private ThinkingState(byte[] mark, @Nullable State[] row, State then, int read) {
        this.mark = mark;
        this.row = row;
        this.then = then;
        this.read = read;
    }

    /** Before the text; {@code then} follows the mark. */
    static State start(byte[] mark, State then) {
        var row = new State[mark.length];
        for (int i = 0; i < mark.length; i++) {
            row[i] = new ThinkingState(mark, row, new Lines(then, LINES), i);
        }
        return row[0];
    }

    @Override
    public @Nullable State next(int b) {
        if (b == (mark[read] & 0xff)) {
            return read + 1 == mark.length ? then : row[read + 1];
        }
        if (b == TokenTrie.SPECIAL || mark[0] == (byte) TokenTrie.SPECIAL && read > 0) {
            return null;
        }
        for (int border = read; border > 0; border--) {
            if (b == (mark[border - 1] & 0xff) && isBorder(border - 1)) {
                return row[border];
            }
        }
        return row[0];
    }

    /** Whether what was read ends as the mark begins, for so many bytes. */
    private boolean isBorder(int length) {
        for (int i = 0; i < length; i++) {
            if (mark[i] != mark[read - length + i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean accepts() {
        return false;
    }

    private static final class Lines extends State {
        private final State then;
        private final int most;

        Lines(State then, int most) {
            this.then = then;
            this.most = most;
        }

        @Override
        public @Nullable State next(int b) {
            return b == '\n' && most > 0 ? new Lines(then, most - 1) : then.next(b);
        }

        @Override
        public boolean accepts() {
            return then.accepts();
        }
    }
}
