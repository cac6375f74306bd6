package dev.ferkel.internal.tokenizer;

import java.util.Arrays;

/**
 * Turns ids into text as they come, never releasing half a character: bytes that may begin a well-formed UTF-8 sequence
 * (Unicode 16, table 3-7) wait for the next token. What was released is never taken back.
 */
public final class StreamingDecoder {
    private final Tokenizer tokenizer;
    private final boolean skipSpecial;
    private byte[] held = {};

    StreamingDecoder(Tokenizer tokenizer, boolean skipSpecial) {
        this.tokenizer = tokenizer;
        this.skipSpecial = skipSpecial;
    }

    /** What one more token releases; often nothing. */
    public String accept(int id) {
        if (skipSpecial && tokenizer.isSpecial(id)) {
            return "";
        }
        var bytes = tokenizer.bytes(id);
        var all = Arrays.copyOf(held, held.length + bytes.length);
        System.arraycopy(bytes, 0, all, held.length, bytes.length);
        int release = all.length - pending(all);
        held = Arrays.copyOfRange(all, release, all.length);
        return Utf8.decode(all, release);
    }

    /** What is left when nothing more comes: a replacement character where a character was cut off. */
    public String end() {
        var rest = Utf8.decode(held, held.length);
        held = new byte[0];
        return rest;
    }

    /** How many bytes at the end are a proper prefix of a well-formed sequence. */
    private static int pending(byte[] b) {
        for (int back = 1; back <= Math.min(3, b.length); back++) {
            int lead = b[b.length - back] & 0xff;
            if (Utf8.length(lead) > back && prefix(b, b.length - back)) {
                return back;
            }
        }
        return 0;
    }

    private static boolean prefix(byte[] b, int from) {
        for (int i = 1; from + i < b.length; i++) {
            if (!Utf8.continues(b[from] & 0xff, i, b[from + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
