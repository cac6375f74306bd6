package dev.ferkel.internal.checkpoint;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;

/**
 * The two tensors that newer GGUF files split MLA's kv_b into.
 *
 * @param k attn_k_b [heads, latent, nope]: each head's keys transposed
 * @param v attn_v_b [heads, value, latent]
 */
public record SplitKeyValues(Tensor k, Tensor v) {
    /** Of the joined matrix; DeepSeek-V3's has 2^24. */
    private static final long MAX_ELEMENTS = 1 << 28;

    /** kv_b put back together: F32 [heads * (nope + value), latent]. */
    Tensor join(String file, Arena arena) {
        boolean fit = k.rank() == 3 && v.rank() == 3 && k.dim(0) == v.dim(0) && k.dim(1) == v.dim(2);
        if (!fit || k.elements() == 0 || v.elements() == 0 || k.elements() + v.elements() > MAX_ELEMENTS) {
            throw FerkelException.of(
                    "%s: attn_k_b %s and attn_v_b %s, expected [heads, latent, nope] and [heads, value, latent]",
                    file, k.shapeText(), v.shapeText());
        }
        int heads = k.size(0);
        int latent = k.size(1);
        int nope = k.size(2);
        int value = v.size(1);
        var joined = Tensor.allocate(arena, DType.F32, (long) heads * (nope + value), latent);
        try (var scratch = Arena.ofConfined()) {
            var keys = Formats.toF32(k, scratch);
            var values = Formats.toF32(v, scratch);
            for (int h = 0; h < heads; h++) {
                long head = joined.address() + 4L * h * (nope + value) * latent;
                for (int i = 0; i < nope; i++) {
                    for (int c = 0; c < latent; c++) {
                        Memory.put(head, (long) i * latent + c, keys.get(((long) h * latent + c) * nope + i));
                    }
                }
                Memory.copy(
                        values.address() + 4L * h * value * latent, head + 4L * nope * latent, (long) value * latent);
            }
        }
        return joined;
    }
}
