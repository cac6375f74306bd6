package dev.ferkel.internal.model;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.kernel.PanelLayout;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Matrices of types that have no panels of their own, and become F16 where they are packed: larger than in the file.
 *
 * @param types theirs
 * @param fileBytes of all of them in the file
 * @param panelBytes of their panels
 */
public record Widened(List<DType> types, long fileBytes, long panelBytes) {
    /**
     * Never packed as they are: the two parts of MLA's kv_b, which are joined in F32 where they have no panels of their own,
     * and what the multi-token prediction module shares with the network.
     */
    private static final Pattern APART = Pattern.compile(
            ".*\\.(attn_[kv]_b|nextn\\.(embed_tokens|shared_head_head)|\\d+\\.(embed_tokens|shared_head\\.head))\\.weight");

    private static final Set<String> TABLES = Set.of("model.embed_tokens.weight", "token_embd.weight");

    /** Of the matrices that the network multiplies with; empty where there are none. */
    static Optional<Widened> of(Checkpoint checkpoint) {
        boolean tied = checkpoint.config().tiedEmbeddings();
        var types = EnumSet.noneOf(DType.class);
        long file = 0;
        long panels = 0;
        for (var entry : checkpoint.tensors().entrySet()) {
            var tensor = entry.getValue();
            boolean multiplied = tensor.rank() > 1
                    && (tied || !TABLES.contains(entry.getKey()))
                    && !APART.matcher(entry.getKey()).matches();
            if (multiplied && tensor.type() != DType.F16 && PanelLayout.of(tensor.type()) == PanelLayout.HALF) {
                types.add(tensor.type());
                file += tensor.byteSize();
                panels += Panels.bytes(matrix(tensor));
            }
        }
        return types.isEmpty() ? Optional.empty() : Optional.of(new Widened(List.copyOf(types), file, panels));
    }

    /** The matrices of a tensor of several below each other. */
    private static Tensor matrix(Tensor tensor) {
        long columns = tensor.dim(tensor.rank() - 1);
        return tensor.rank() == 2 ? tensor : tensor.reshape(tensor.elements() / columns, columns);
    }
}
