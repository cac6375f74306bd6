package dev.ferkel.internal.ops;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.kernel.Activations;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Packed;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;

/**
 * MLA's kv_b in the two parts that attention needs.
 *
 * @param keys panels of [heads * latent, nope]: queries into the latent space
 * @param values panels of [heads * value, latent]
 * @param halves the numbers of {@code keys} in F16, row by row: latents to keys, the other way round
 */
public record SplitLatentWeights(Panels keys, Panels values, Tensor halves) implements Packed {
    /** Whether two parts [heads, latent, nope] and [heads, value, latent] can be packed so. */
    public static boolean takes(Tensor k, Tensor v, LatentHeads heads) {
        boolean fit = k.hasShape(new long[] {heads.heads(), heads.latentDim(), heads.nopeDim()})
                && v.hasShape(new long[] {heads.heads(), heads.valueDim(), heads.latentDim()});
        return fit
                && heads.nopeDim() % Activations.BLOCK == 0
                && heads.latentDim() % Activations.BLOCK == 0
                && heads.valueDim() % Panels.GROUP == 0
                && Panels.rounds(k.type(), heads.nopeDim())
                && Panels.rounds(v.type(), heads.latentDim());
    }

    /** @param halves F16 memory of the keys' shape, which is filled */
    public static SplitLatentWeights of(Panels keyPanels, Panels valuePanels, Tensor keys, Tensor halves) {
        int width = keys.size(1);
        Workers.parallel(keys.size(0), 64, (from, to) -> {
            try (var arena = Arena.ofConfined()) {
                long rows = arena.allocate(4L * width * (to - from), Tensor.ALIGNMENT)
                        .address();
                Formats.decodeRows(keys, from, to, rows);
                Formats.encode(DType.F16, rows, halves.address() + 2L * from * width, (long) (to - from) * width);
            }
        });
        return new SplitLatentWeights(keyPanels, valuePanels, halves);
    }
}
