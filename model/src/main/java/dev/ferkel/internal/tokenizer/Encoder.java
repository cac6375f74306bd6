package dev.ferkel.internal.tokenizer;

import java.util.Arrays;
import java.util.Map;

/** Text to ids: added tokens, normalizer, pieces, merges. */
final class Encoder {
    /** How much longer than the text its normal form may be. */
    private static final int GROWTH = 64;

    private static final int CACHED_LENGTH = 32;

    private final Definition definition;
    private final Map<String, Integer> vocabulary;
    private final int[] byteIds = new int[256];
    private final Merger merger;
    private final Added all = new Added();
    /** Without those that steer a model. */
    private final Added textual = new Added();

    private final PieceCache cache = new PieceCache();

    /** Tokens that are looked for before the text is normalized, and after. */
    private static final class Added {
        private final AddedTokens before = new AddedTokens();
        private final AddedTokens normalized = new AddedTokens();

        void add(String text, AddedToken token) {
            (token.normalized() ? normalized : before).add(text, token);
        }
    }

    Encoder(Definition definition) {
        this.definition = definition;
        this.vocabulary = definition.vocabulary();
        this.merger = new Merger(definition.pairs(), definition.size());
        for (int b = 0; b < 256; b++) {
            byteIds[b] = vocabulary.getOrDefault(new String(ByteLevel.standIns((byte) b)), -1);
        }
        for (var token : definition.added()) {
            var text = token.normalized()
                    ? definition
                            .normalizer()
                            .apply(token.text(), limit(token.text().length()))
                    : token.text();
            if (!text.isEmpty()) {
                all.add(text, token);
                if (!token.isControl()) {
                    textual.add(text, token);
                }
            }
        }
    }

    private static long limit(int length) {
        return (length + 1024L) * GROWTH;
    }

    void encode(String text, IdList ids) {
        encode(text, all, ids);
    }

    /** As above, but what is written like a control token counts as the text it is. */
    void encodeText(String text, IdList ids) {
        encode(text, textual, ids);
    }

    private void encode(String text, Added added, IdList ids) {
        var chars = Utf8.wellFormed(text);
        added.before.split(chars, 0, chars.length, ids, (t, from, to) -> between(t, from, to, added, ids));
    }

    private void between(char[] text, int from, int to, Added added, IdList ids) {
        var normal = text;
        int start = from;
        int end = to;
        if (!definition.normalizer().leaves(text, from, to)) {
            var original = new String(text, from, to - from);
            normal = Utf8.wellFormed(definition.normalizer().apply(original, limit(to - from)));
            start = 0;
            end = normal.length;
        }
        Pieces last = (t, a, b) -> piece(t, a, b, ids);
        added.normalized.split(
                normal, start, end, ids, (t, a, b) -> definition.preTokenizer().cut(t, a, b, last));
    }

    private void piece(char[] text, int from, int to, IdList ids) {
        if (to - from > CACHED_LENGTH) {
            var symbols = symbols(text, from, to);
            ids.addAll(symbols, symbols.length);
            return;
        }
        var known = cache.get(text, from, to);
        if (known == null) {
            known = symbols(text, from, to);
            cache.put(text, from, to, known);
        }
        ids.addAll(known, known.length);
    }

    private int[] symbols(char[] text, int from, int to) {
        var bytes = definition.standIns() ? ByteLevel.bytes(text, from, to) : Utf8.encode(text, from, to);
        if (definition.ignoreMerges()) {
            var whole = vocabulary.get(new String(ByteLevel.standIns(bytes)));
            if (whole != null) {
                return new int[] {whole};
            }
        }
        var symbols = new int[bytes.length];
        int n = 0;
        boolean fuse = false;
        for (byte b : bytes) {
            int id = byteIds[b & 0xff];
            if (id >= 0) {
                symbols[n++] = id;
                fuse = false;
            } else if (definition.unknown().isPresent() && !fuse) {
                symbols[n++] = definition.unknown().getAsInt();
                fuse = definition.fuseUnknown();
            }
        }
        return Arrays.copyOf(symbols, merger.merge(symbols, n));
    }
}
