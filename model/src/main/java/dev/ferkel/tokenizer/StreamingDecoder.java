package dev.ferkel.tokenizer;

import java.nio.charset.StandardCharsets;
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
        return new String(all, 0, release, StandardCharsets.UTF_8);
    }

    /** What is left when nothing more comes: a replacement character where a character was cut off. */
    public String end() {
        var rest = new String(held, StandardCharsets.UTF_8);
        held = new byte[0];
        return rest;
    }

    /** How many bytes at the end are a proper prefix of a well-formed sequence. */
    private static int pending(byte[] b) {
        for (int back = 1; back <= Math.min(3, b.length); back++) {
            int lead = b[b.length - back] & 0xff;
            if (lead >= 0x80 && lead < 0xc0) {
                continue;
            }
            int length = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 1;
            boolean second = back < 2 || wellFormed(lead, b[b.length - back + 1] & 0xff);
            return length > back && second ? back : 0;
        }
        return 0;
    }

    private static boolean wellFormed(int lead, int second) {
        return switch (lead) {
            case 0xe0 -> second >= 0xa0;
            case 0xed -> second < 0xa0;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second < 0x90;
            default -> true;
        };
    }
}
