package dev.ferkel.internal.autograd;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.ops.FfnSteps;
import dev.ferkel.internal.ops.FfnWeights;
import dev.ferkel.internal.ops.MixtureSteps;
import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;

/** Gradients of SwiGLU networks: of one, and of a mixture's experts side by side. */
final class FfnBackward {
    /** Rows a task takes at least. */
    private static final int ROWS = 16;

    private final EagerOps eager;
    private final Kernels kernels;
    private final Tape tape;

    FfnBackward(EagerOps eager, Kernels kernels, Tape tape) {
        this.eager = eager;
        this.kernels = kernels;
        this.tape = tape;
    }

    void run(Tensor x, FfnWeights weights, FfnSteps steps) {
        var hidden = eager.swiglu(steps.gate(), steps.up());
        var slopes = FfnSlopes.of(eager, hidden);
        run(new Flow(tape.gradient(steps.out()), x, hidden, tape.sum(x)), weights, steps, slopes);
    }

    /**
     * What goes through one network.
     *
     * @param dy [rows, dim]
     * @param x its input
     * @param hidden silu(gate) * up, computed again (report, section 3.3.3)
     * @param dx written or added to
     */
    private record Flow(Tensor dy, Tensor x, Tensor hidden, Tape.Sum dx) {
        Flow rows(int from, int to) {
            return new Flow(dy.rows(from, to), x.rows(from, to), hidden.rows(from, to), dx.rows(from, to));
        }
    }

    private void run(Flow flow, FfnWeights weights, FfnSteps steps, FfnSlopes slopes) {
        linear(flow.dy(), flow.hidden(), weights.down(), new Tape.Sum(slopes.hidden(), true));
        swiglu(slopes.hidden(), steps.gate(), steps.up(), slopes.gate(), slopes.up());
        linear(slopes.gate(), flow.x(), weights.gate(), flow.dx());
        linear(slopes.up(), flow.x(), weights.up(), new Tape.Sum(flow.dx().gradient(), false));
    }

    /** dx [rows, in] is written or added to, and the weight's gradient added to where it learns. */
    void linear(Tensor dy, Tensor x, Tensor weight, Tape.Sum dx) {
        Products.input(dy, weight, dx);
        if (tape.learns(weight)) {
            Products.weight(dy, x, weight, tape.gradient(weight));
        }
    }

    /** Gradients of gate and up, which are written, not added to. */
    void swiglu(Tensor dHidden, Tensor gates, Tensor ups, Tensor dGate, Tensor dUp) {
        Sums.numbers(dHidden, (at, n) -> {
            long gate = gates.address() + at;
            long d = dHidden.address() + at;
            kernels.swiglu(gate, d, dUp.address() + at, n);
            kernels.swigluSlope(gate, ups.address() + at, d, dGate.address() + at, n);
        });
    }

    /** @param x of the mixture [tokens, dim] */
    void mixture(Tensor x, MixtureSteps steps, Routing routing, List<FfnWeights> experts) {
        int dim = x.size(1);
        int[] slots = steps.slots();
        var dy = tape.gradient(steps.out());
        var dWeights = tape.gradient(routing.weights());
        var dOut = eager.allocate(slots.length, dim);
        Workers.parallel(slots.length, ROWS, (from, to) -> {
            for (int i = from; i < to; i++) {
                int slot = slots[i];
                long row = dy.address() + 4L * steps.tokens()[i] * dim;
                float d = kernels.dot(row, steps.steps().out().address() + 4L * i * dim, dim);
                dWeights.set(slot, dWeights.get(slot) + d);
                kernels.scale(routing.weights().get(slot), row, dOut.address() + 4L * i * dim, dim);
            }
        });
        var dIn = eager.allocate(slots.length, dim);
        var hidden = eager.swiglu(steps.steps().gate(), steps.steps().up());
        var slopes = FfnSlopes.of(eager, hidden);
        var flow = new Flow(dOut, eager.rows(x, steps.tokens()), hidden, new Tape.Sum(dIn, true));
        boolean apart = touch(steps.parts(), experts);
        Workers.each(steps.parts().size(), apart, i -> {
            var part = steps.parts().get(i);
            int from = part.from();
            int to = part.to();
            run(flow.rows(from, to), experts.get(part.expert()), steps.steps().rows(from, to), slopes.rows(from, to));
        });
        Sums.rows(dIn, steps.tokens(), tape.gradient(x));
    }

    /** Asks for the gradients that several threads will; whether each belongs to one expert alone. */
    private boolean touch(List<MixtureSteps.Part> parts, List<FfnWeights> experts) {
        var seen = Collections.newSetFromMap(new IdentityHashMap<Tensor, Boolean>());
        boolean apart = true;
        for (var part : parts) {
            var weights = experts.get(part.expert());
            for (var weight : List.of(weights.gate(), weights.up(), weights.down())) {
                apart &= seen.add(weight);
                if (tape.learns(weight)) {
                    tape.gradient(weight);
                }
            }
        }
        return apart;
    }
}
