package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.SplitKeyValues;
import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.Arena;
import java.util.Arrays;

/** MLA's kv_b [heads * (nope + value), latent], put back together from the halves that GGUF has of it. */
record LatentWhole(F32Rows keys, F32Rows values, int nope, int value, int latent) implements F32Rows {
    static LatentWhole of(String file, SplitKeyValues parts, Attention.Latent l) {
        long[] k = {l.heads(), l.keyValueLoraRank(), l.nopeHeadDim()};
        long[] v = {l.heads(), l.valueHeadDim(), l.keyValueLoraRank()};
        if (!parts.k().hasShape(k) || !parts.v().hasShape(v)) {
            throw FerkelException.of(
                    "%s: attn_k_b %s and attn_v_b %s, expected %s and %s",
                    file, parts.k().shapeText(), parts.v().shapeText(), Arrays.toString(k), Arrays.toString(v));
        }
        return new LatentWhole(
                F32Rows.of(parts.k()), F32Rows.of(parts.v()), l.nopeHeadDim(), l.valueHeadDim(), l.keyValueLoraRank());
    }

    @Override
    public void read(long from, long to, long target) {
        try (var arena = Arena.ofConfined()) {
            long turned = arena.allocate(4L * nope * latent, 64).address();
            long held = -1;
            for (long row = from; row < to; row++) {
                long head = row / (nope + value);
                int i = (int) (row % (nope + value));
                long place = target + 4L * latent * (row - from);
                if (i >= nope) {
                    long at = head * value + i - nope;
                    values.read(at, at + 1, place);
                    continue;
                }
                if (held != head) {
                    keys.read(head * latent, (head + 1) * latent, turned);
                    held = head;
                }
                for (int c = 0; c < latent; c++) {
                    Memory.put(place, c, Memory.get(turned, (long) c * nope + i));
                }
            }
        }
    }
}
