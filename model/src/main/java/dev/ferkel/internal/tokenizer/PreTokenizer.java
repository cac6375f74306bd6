package dev.ferkel.internal.tokenizer;

import java.util.List;

/** Cuts text into the pieces that are merged on their own (tokenizers' {@code pre_tokenizer}). */
sealed interface PreTokenizer permits PreTokenizer.Sequence, PreTokenizer.PrefixSpace, PreTokenizer.StandIns, Split {
    void cut(char[] text, int from, int to, Pieces pieces);

    /** One after the other, each on the pieces of the one before. */
    record Sequence(List<PreTokenizer> steps) implements PreTokenizer {
        @Override
        public void cut(char[] text, int from, int to, Pieces pieces) {
            var chain = pieces;
            for (var step : steps.reversed()) {
                var next = chain;
                chain = (t, a, b) -> step.cut(t, a, b, next);
            }
            chain.piece(text, from, to);
        }
    }

    /** Puts a space in front of a piece that begins without one. */
    record PrefixSpace() implements PreTokenizer {
        @Override
        public void cut(char[] text, int from, int to, Pieces pieces) {
            if (text[from] == ' ') {
                pieces.piece(text, from, to);
            } else {
                var prefixed = new char[to - from + 1];
                prefixed[0] = ' ';
                System.arraycopy(text, from, prefixed, 1, to - from);
                pieces.piece(prefixed, 0, prefixed.length);
            }
        }
    }

    /** Replaces a piece's bytes by their stand-ins, where further steps follow that see these. */
    record StandIns() implements PreTokenizer {
        @Override
        public void cut(char[] text, int from, int to, Pieces pieces) {
            var chars = ByteLevel.standIns(Utf8.encode(text, from, to));
            pieces.piece(chars, 0, chars.length);
        }
    }
}
