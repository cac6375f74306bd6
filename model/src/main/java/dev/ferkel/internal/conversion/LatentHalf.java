package dev.ferkel.internal.conversion;

import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.Arena;

/**
 * One of the two tensors that GGUF splits MLA's kv_b [heads * (nope + value), latent] into: keys, each head's turned to
 * [latent, nope], or values [value, latent].
 */
record LatentHalf(F32Rows source, int nope, int value, int latent, boolean keys) implements F32Rows {
    @Override
    public void read(long from, long to, long target) {
        if (keys) {
            turned(from, to, target);
            return;
        }
        for (long row = from; row < to; row++) {
            long at = row / value * (nope + value) + nope + row % value;
            source.read(at, at + 1, target + 4L * latent * (row - from));
        }
    }

    private void turned(long from, long to, long target) {
        try (var arena = Arena.ofConfined()) {
            long head = arena.allocate(4L * nope * latent, 64).address();
            for (long row = from; row < to; row++) {
                if (row == from || row % latent == 0) {
                    long at = row / latent * (nope + value);
                    source.read(at, at + nope, head);
                }
                for (int i = 0; i < nope; i++) {
                    Memory.put(target, (row - from) * nope + i, Memory.get(head, (long) i * latent + row % latent));
                }
            }
        }
    }
}
