package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.Adapter;
import dev.ferkel.internal.model.LowRank;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** A model's tensors with an adapter's paths added into its matrices: W + scale * B A, in F32 while rows are made. */
final class AdaptedTensors {
    private static final String WEIGHT = ".weight";

    private AdaptedTensors() {}

    /** @throws FerkelException if the adapter is another model's */
    static List<SourceTensor> of(Checkpoint checkpoint, List<SourceTensor> tensors, Adapter adapter) {
        adapter.checkFits(checkpoint);
        var left = new LinkedHashSet<>(adapter.modules());
        var adapted = new ArrayList<SourceTensor>();
        for (var tensor : tensors) {
            var name = tensor.name();
            var module = name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : name;
            var path = adapter.path(module);
            adapted.add(
                    path.isEmpty()
                            ? tensor
                            : SourceTensor.of(name, tensor.type(), tensor.shape(), added(tensor.rows(), path.get())));
            left.remove(module);
        }
        if (!left.isEmpty()) {
            throw FerkelException.of(
                    "%s: adapts '%s', which in %s has no matrix of its own: it can't be merged",
                    adapter.folder(), left.getFirst(), checkpoint.path());
        }
        return adapted;
    }

    private static F32Rows added(F32Rows rows, LowRank path) {
        return (from, to, target) -> {
            rows.read(from, to, target);
            path.addTo(from, to, target);
        };
    }
}
