package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Activations;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Outliers;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * SwiGLU networks on packed weights: one, or all the experts of a layer at once. Gates and ups of all of them are one
 * parallel region, what lies between a second, the downs a third; each weight is read once.
 */
final class PackedFfn {
    /** Groups of 16 weight rows a task takes at least. */
    private static final int GROUPS = 2;

    /** Numbers between gate and down that a task takes, a multiple of a block of activations. */
    private static final int SEGMENT = 1024;

    private static final int ROWS = 8;

    private final EagerOps ops;
    private final Kernels kernels;

    PackedFfn(EagerOps ops, Kernels kernels) {
        this.ops = ops;
        this.kernels = kernels;
    }

    /** Whether all are packed, and all in the same way. */
    static boolean takes(List<FfnWeights> networks) {
        var first = networks.getFirst();
        for (var w : networks) {
            if (!alike(w.gate(), first.gate()) || !alike(w.up(), first.gate()) || !alike(w.down(), first.down())) {
                return false;
            }
        }
        return true;
    }

    private static boolean alike(Tensor a, Tensor b) {
        return a.packed() instanceof Panels p
                && b.packed() instanceof Panels q
                && p.layout().rounds() == q.layout().rounds();
    }

    /** Whether gates and ups take rounded rows. */
    static boolean rounds(List<FfnWeights> networks) {
        return panels(networks.getFirst().gate()).layout().rounds();
    }

    /**
     * Networks of one shape, each on its own rows.
     *
     * @param x the rows' input, those of a network after those of the one before
     * @param firsts where each network's rows begin, and their end
     * @return [rows, dim]
     */
    Tensor run(long x, List<FfnWeights> networks, int[] firsts) {
        var shape = networks.getFirst();
        int inner = shape.gate().size(0);
        int dim = shape.down().size(0);
        int rows = firsts[networks.size()];
        var gate = ops.allocate(rows, inner);
        var up = ops.allocate(rows, inner);
        int groups = panels(shape.gate()).groups();
        each(2 * networks.size(), groups, (n, from, to) -> {
            var w = networks.get(n / 2);
            boolean first = n % 2 == 0;
            product(first ? w.gate() : w.up(), x, first ? gate : up, firsts[n / 2], firsts[n / 2 + 1], from, to);
        });
        boolean rounds = panels(shape.down()).layout().rounds();
        var rounded = rounds ? ops.allocate(rows, Activations.rowBytes(inner) / 4) : gate;
        int segments = (inner + SEGMENT - 1) / SEGMENT;
        var done = new AtomicIntegerArray(rows);
        Workers.parallel(rows * segments, 2, (from, to) -> {
            for (int task = from; task < to; task++) {
                long row = task / segments;
                int begin = task % segments * SEGMENT;
                int count = Math.min(SEGMENT, inner - begin);
                long at = 4 * (row * inner + begin);
                kernels.swiglu(gate.address() + at, up.address() + at, gate.address() + at, count);
                if (!rounds) {
                    continue;
                }
                long target = rounded.address() + row * Activations.rowBytes(inner);
                kernels.quantizeBlocks(gate.address() + at, target + Activations.blockBytes(begin), count);
                if (done.incrementAndGet((int) row) == segments) {
                    Outliers.list(kernels, gate.address() + 4 * row * inner, target, inner);
                }
            }
        });
        var out = ops.allocate(rows, dim);
        each(
                networks.size(),
                panels(shape.down()).groups(),
                (n, from, to) ->
                        product(networks.get(n).down(), rounded.address(), out, firsts[n], firsts[n + 1], from, to));
        return out;
    }

    private static Panels panels(Tensor weight) {
        if (weight.packed() instanceof Panels panels) {
            return panels;
        }
        throw new IllegalStateException("not packed: " + weight);
    }

    private void product(Tensor weight, long x, Tensor y, int first, int end, int from, int to) {
        var panels = panels(weight);
        kernels.panelProduct(
                panels,
                x + first * panels.inputBytes(),
                end - first,
                y.address() + 4L * first * y.dim(1),
                y.dim(1),
                from,
                to);
    }

    private interface GroupTask {
        void run(int matrix, int from, int to);
    }

    /** All groups of several matrices in one region. */
    private static void each(int matrices, int groups, GroupTask task) {
        Workers.parallel(matrices * groups, GROUPS, (from, to) -> {
            for (int g = from; g < to; ) {
                int matrix = g / groups;
                int end = Math.min(to, (matrix + 1) * groups);
                task.run(matrix, g - matrix * groups, end - matrix * groups);
                g = end;
            }
        });
    }

    /** The rows of each expert together, then the sums over each token's slots, in their order. */
    Tensor mixture(Tensor x, long inputs, Routing routing, List<FfnWeights> experts) {
        var grouped = ExpertSlots.of(routing, experts);
        int dim = x.size(1);
        long rowBytes = panels(experts.getFirst().gate()).inputBytes();
        int slots = grouped.order().length;
        boolean rounds = rounds(experts);
        var input = ops.allocate(slots, rowBytes / 4);
        Workers.parallel(slots, 2 * ROWS, (from, to) -> {
            for (int i = from; i < to; i++) {
                long row = grouped.order()[i] / routing.perToken();
                if (rounds) {
                    Outliers.copyRow(inputs + row * rowBytes, input.address() + i * rowBytes, dim);
                } else {
                    Memory.copy(inputs + row * rowBytes, input.address() + i * rowBytes, dim);
                }
            }
        });
        var outputs = run(input.address(), grouped.used(), grouped.firsts());
        var out = ops.allocate(x.shape());
        Workers.parallel(x.size(0), ROWS, (from, to) -> {
            Memory.clear(out.address() + 4L * from * dim, (long) (to - from) * dim);
            for (int s = from * routing.perToken(); s < to * routing.perToken(); s++) {
                long y = out.address() + 4L * (s / routing.perToken()) * dim;
                kernels.axpy(routing.weights().get(s), outputs.address() + 4L * grouped.place()[s] * dim, y, dim);
            }
        });
        return out;
    }
}
