package dev.ferkel.internal.autograd;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.ops.AttentionCache;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.ops.FfnSteps;
import dev.ferkel.internal.ops.FfnWeights;
import dev.ferkel.internal.ops.Heads;
import dev.ferkel.internal.ops.LatentHeads;
import dev.ferkel.internal.ops.MixtureSteps;
import dev.ferkel.internal.ops.Ops;
import dev.ferkel.internal.ops.Rotary;
import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.ops.RoutingRule;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Computes as {@link EagerOps} does and notes on a {@link Tape} how gradients flow back. Keys and values stay those of
 * the batch: there is no cache in training.
 */
public final class RecordingOps implements Ops {
    /** Rows a task takes at least. */
    private static final int ROWS = 16;

    /** Columns of many rows that a task takes at least. */
    private static final int COLUMNS = 64;

    /** Numbers a task takes at least. */
    private static final int NUMBERS = 1 << 12;

    private final EagerOps eager;
    private final Kernels kernels = Kernels.select();
    private final Map<Tensor, Tensor> kept;
    private final boolean recomputes;
    private Tape tape;
    /** The balance losses of the segment that is computed; null outside of one. */
    private @Nullable List<Tensor> segmentLosses;

    /** @param eager computes; its memory must not be reset before the tape was used */
    public RecordingOps(EagerOps eager) {
        this(eager, Map.of());
    }

    /**
     * As above, with gradients that are kept elsewhere and added to: those of several batches, say.
     *
     * @param kept of weights, by identity: F32, of their shape; other weights are frozen then, unless it is empty
     */
    public RecordingOps(EagerOps eager, Map<Tensor, Tensor> kept) {
        this(eager, kept, false);
    }

    /**
     * As above; of segments, nothing but their input and result may be kept, and the rest computed a second time on the way
     * back (Chen et al. 2016): the same bits in less memory.
     *
     * @param kept where {@code recomputes}, of every weight that learns
     */
    public RecordingOps(EagerOps eager, Map<Tensor, Tensor> kept, boolean recomputes) {
        this.eager = eager;
        this.kept = kept;
        this.recomputes = recomputes;
        this.tape = new Tape(eager, kept);
    }

    public Tape tape() {
        return tape;
    }

    /** Adds n numbers to a gradient. */
    private void accumulate(long from, long to, long n) {
        kernels.add(from, to, to, Math.toIntExact(n));
    }

    /** Adds all of a tensor to a gradient. */
    private void accumulate(Tensor from, Tensor to) {
        Workers.parallel(
                Math.toIntExact(from.elements()),
                NUMBERS,
                (begin, end) -> accumulate(from.address() + 4L * begin, to.address() + 4L * begin, end - begin));
    }

    @Override
    public Tensor segment(Tensor x, Supplier<Tensor> body) {
        if (!recomputes) {
            return body.get();
        }
        var outer = tape;
        var y = eager.allocate(x.shape());
        var losses = new ArrayList<Tensor>();
        aside(Tape.forgetting(eager), losses, () -> copy(body.get(), y));
        outer.record(y, () -> {
            var dy = outer.gradient(y);
            var seeds = losses.stream().map(outer::gradient).toList();
            var inner = new Tape(eager, kept);
            inner.gradient(x, outer.gradient(x));
            var again = new ArrayList<Tensor>();
            aside(inner, again, () -> {
                copy(dy, inner.gradient(body.get()));
                for (int i = 0; i < seeds.size(); i++) {
                    inner.addLoss(again.get(i), seeds.get(i).get(0));
                }
                inner.backward();
            });
            inner.forget(x);
        });
        return y;
    }

    /** Runs something with a tape of its own, whose memory is taken back. */
    private void aside(Tape own, List<Tensor> losses, Runnable action) {
        var outer = tape;
        tape = own;
        segmentLosses = losses;
        try {
            eager.aside(action);
        } finally {
            tape = outer;
            segmentLosses = null;
        }
    }

    private static void copy(Tensor from, Tensor to) {
        Memory.copy(from.address(), to.address(), from.elements());
    }

    @Override
    public Tensor embedding(Tensor table, int[] ids) {
        var y = eager.embedding(table, ids);
        if (learns(table)) {
            tape.record(y, () -> addRows(tape.gradient(y), ids, tape.gradient(table)));
        }
        return y;
    }

    /** Whether a weight's gradient is asked for. */
    private boolean learns(Tensor weight) {
        return kept.isEmpty() || kept.containsKey(weight);
    }

    @Override
    public Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        var y = eager.linear(x, weight, bias);
        tape.record(y, () -> {
            linearBackward(tape.gradient(y), x, weight, tape.gradient(x));
            if (bias != null && learns(bias)) {
                addRowsUp(tape.gradient(y), tape.gradient(bias));
            }
        });
        return y;
    }

    private void linearBackward(Tensor dy, Tensor x, Tensor weight, Tensor dx) {
        Products.input(dy, weight, dx);
        if (learns(weight)) {
            Products.weight(dy, x, weight, tape.gradient(weight));
        }
    }

    /** Adds the rows of x [rows, n], or of x seen so, to sum [n]: each thread some columns of all rows, in order. */
    private void addRowsUp(Tensor x, Tensor sum) {
        int n = sum.size(0);
        Workers.parallel(n, COLUMNS, (from, to) -> {
            for (long r = 0; r < x.elements() / n; r++) {
                accumulate(x.address() + 4 * (r * n + from), sum.address() + 4L * from, to - from);
            }
        });
    }

    @Override
    public Tensor rmsNorm(Tensor x, Tensor weight, float eps) {
        var y = eager.rmsNorm(x, weight, eps);
        tape.record(y, () -> {
            int n = weight.size(0);
            boolean learns = learns(weight);
            var dw = eager.allocate(x.shape());
            var dy = tape.gradient(y);
            var dx = tape.gradient(x);
            Workers.parallel(Math.toIntExact(x.elements() / n), ROWS, (from, to) -> {
                for (int r = from; r < to; r++) {
                    long at = 4L * r * n;
                    float inverse = eager.inverseRms(x.address() + at, n, eps);
                    long product = dw.address() + at;
                    kernels.scaleMultiply(1f, dy.address() + at, weight.address(), product, n);
                    float along = kernels.dot(product, x.address() + at, n);
                    kernels.axpy(inverse, product, dx.address() + at, n);
                    kernels.axpy(-along * inverse * inverse * inverse / n, x.address() + at, dx.address() + at, n);
                    if (learns) {
                        kernels.scaleMultiply(inverse, x.address() + at, dy.address() + at, product, n);
                    }
                }
            });
            if (learns) {
                addRowsUp(dw, tape.gradient(weight));
            }
        });
        return y;
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        var y = eager.add(a, b);
        tape.record(y, () -> {
            accumulate(tape.gradient(y), tape.gradient(a));
            accumulate(tape.gradient(y), tape.gradient(b));
        });
        return y;
    }

    @Override
    public Tensor addScaled(Tensor a, float factor, Tensor b) {
        var y = eager.addScaled(a, factor, b);
        tape.record(y, () -> {
            var dy = tape.gradient(y);
            var db = tape.gradient(b);
            accumulate(dy, tape.gradient(a));
            Workers.parallel(
                    Math.toIntExact(dy.elements()),
                    NUMBERS,
                    (from, to) -> kernels.axpy(factor, dy.address() + 4L * from, db.address() + 4L * from, to - from));
        });
        return y;
    }

    @Override
    public Tensor swiglu(Tensor gate, Tensor up) {
        var y = eager.swiglu(gate, up);
        tape.record(y, () -> {
            var dGate = eager.allocate(gate.shape());
            var dUp = eager.allocate(up.shape());
            swigluBackward(tape.gradient(y), gate, up, dGate, dUp);
            accumulate(dGate, tape.gradient(gate));
            accumulate(dUp, tape.gradient(up));
        });
        return y;
    }

    @Override
    public Tensor columns(Tensor x, int from, int to) {
        var y = eager.columns(x, from, to);
        tape.record(y, () -> scatterColumns(tape.gradient(y), 0, to - from, tape.gradient(x), from));
        return y;
    }

    /** Adds columns [at, at + width) of dy to dx's from {@code to}. */
    private void scatterColumns(Tensor dy, long at, long width, Tensor dx, long to) {
        Workers.parallel(dy.size(0), ROWS, (first, end) -> {
            for (int r = first; r < end; r++) {
                accumulate(dy.address() + 4 * (r * dy.dim(1) + at), dx.address() + 4 * (r * dx.dim(1) + to), width);
            }
        });
    }

    @Override
    public Tensor concat(Tensor a, Tensor b) {
        var y = eager.concat(a, b);
        tape.record(y, () -> {
            scatterColumns(tape.gradient(y), 0, a.dim(1), tape.gradient(a), 0);
            scatterColumns(tape.gradient(y), a.dim(1), b.dim(1), tape.gradient(b), 0);
        });
        return y;
    }

    @Override
    public Tensor rows(Tensor x, int[] rows) {
        var y = eager.rows(x, rows);
        tape.record(y, () -> addRows(tape.gradient(y), rows, tape.gradient(x)));
        return y;
    }

    /** A row may be named more than once: each thread takes some columns of all rows. */
    private void addRows(Tensor dy, int[] rows, Tensor dx) {
        int n = dy.size(1);
        Workers.parallel(n, COLUMNS, (from, to) -> {
            for (int r = 0; r < rows.length; r++) {
                accumulate(
                        dy.address() + 4 * ((long) r * n + from),
                        dx.address() + 4 * ((long) rows[r] * n + from),
                        to - from);
            }
        });
    }

    @Override
    public Tensor rope(Tensor x, int heads, int offset, Rotary rotary, int[] positions) {
        var y = eager.rope(x, heads, offset, rotary, positions);
        tape.record(y, () -> {
            var back = eager.rope(tape.gradient(y), heads, offset, rotary, positions, -1f);
            accumulate(back, tape.gradient(x));
        });
        return y;
    }

    @Override
    public Tensor expandKeys(Tensor kv, Tensor keyRope, LatentHeads heads) {
        var y = eager.expandKeys(kv, keyRope, heads);
        int nope = heads.nopeDim();
        int rope = heads.ropeDim();
        tape.record(y, () -> {
            for (int h = 0; h < heads.heads(); h++) {
                long at = (long) h * (nope + rope);
                long kvAt = (long) h * (nope + heads.valueDim());
                scatterColumns(tape.gradient(y), at, nope, tape.gradient(kv), kvAt);
                scatterColumns(tape.gradient(y), at + nope, rope, tape.gradient(keyRope), 0);
            }
        });
        return y;
    }

    @Override
    public Tensor expandValues(Tensor kv, LatentHeads heads) {
        var y = eager.expandValues(kv, heads);
        int value = heads.valueDim();
        tape.record(y, () -> {
            for (int h = 0; h < heads.heads(); h++) {
                long kvAt = (long) h * (heads.nopeDim() + value) + heads.nopeDim();
                scatterColumns(tape.gradient(y), (long) h * value, value, tape.gradient(kv), kvAt);
            }
        });
        return y;
    }

    @Override
    public Tensor attention(
            Tensor q, Tensor k, Tensor v, Heads heads, Batch batch, @Nullable AttentionCache cache, int layer) {
        if (cache != null) {
            throw new IllegalArgumentException("a cached prefix has no gradient");
        }
        var y = eager.attention(q, k, v, heads, batch, null, layer);
        tape.record(
                y,
                () -> new AttentionBackward(kernels, heads, q, k, v)
                        .run(
                                batch,
                                new AttentionBackward.Flow(
                                        tape.gradient(y), tape.gradient(q), tape.gradient(k), tape.gradient(v))));
        return y;
    }

    @Override
    public Tensor latentAttention(
            Tensor q,
            Tensor latent,
            Tensor keyRope,
            Tensor kvB,
            LatentHeads heads,
            Batch batch,
            AttentionCache cache,
            int layer) {
        throw new IllegalArgumentException("a cached prefix has no gradient");
    }

    @Override
    public Tensor gatedFfn(Tensor x, FfnWeights weights) {
        var steps = eager.gatedFfnSteps(x, weights);
        tape.record(
                steps.out(),
                () -> ffnBackward(
                        tape.gradient(steps.out()), x, weights, steps, tape.gradient(x), FfnSlopes.of(eager, steps)));
        return steps.out();
    }

    private void ffnBackward(Tensor dy, Tensor x, FfnWeights weights, FfnSteps steps, Tensor dx, FfnSlopes slopes) {
        linearBackward(dy, steps.hidden(), weights.down(), slopes.hidden());
        swigluBackward(slopes.hidden(), steps.gate(), steps.up(), slopes.gate(), slopes.up());
        linearBackward(slopes.gate(), x, weights.gate(), dx);
        linearBackward(slopes.up(), x, weights.up(), dx);
    }

    /** Gradients of gate and up, which are written, not added to. */
    private void swigluBackward(Tensor dHidden, Tensor gates, Tensor ups, Tensor dGate, Tensor dUp) {
        Workers.parallel(Math.toIntExact(dHidden.elements()), NUMBERS, (from, to) -> {
            long at = 4L * from;
            long gate = gates.address() + at;
            long up = ups.address() + at;
            long d = dHidden.address() + at;
            kernels.swiglu(gate, d, dUp.address() + at, to - from);
            kernels.swigluSlope(gate, up, d, dGate.address() + at, to - from);
        });
    }

    @Override
    public Routing route(Tensor logits, @Nullable Tensor bias, RoutingRule rule, int @Nullable [] kept) {
        var routing = eager.route(logits, bias, rule, kept);
        tape.record(
                List.of(routing.weights(), routing.scores()),
                () -> RoutingBackward.run(
                        rule,
                        routing,
                        tape.gradient(routing.weights()),
                        tape.gradient(routing.scores()),
                        tape.gradient(logits)));
        return routing;
    }

    @Override
    public Tensor mixtureOfExperts(Tensor x, Routing routing, List<FfnWeights> experts) {
        var steps = eager.mixtureSteps(x, routing, experts);
        tape.record(steps.out(), () -> mixtureBackward(steps, routing, experts, tape.gradient(x)));
        return steps.out();
    }

    private void mixtureBackward(MixtureSteps steps, Routing routing, List<FfnWeights> experts, Tensor dx) {
        int dim = dx.size(1);
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
        var dIn = Zeros.of(eager, slots.length, dim);
        var slopes = FfnSlopes.of(eager, steps.steps());
        boolean apart = touch(steps.parts(), experts);
        Workers.each(steps.parts().size(), apart, i -> {
            var part = steps.parts().get(i);
            int from = part.from();
            int to = part.to();
            ffnBackward(
                    dOut.rows(from, to),
                    steps.input().rows(from, to),
                    experts.get(part.expert()),
                    steps.steps().rows(from, to),
                    dIn.rows(from, to),
                    slopes.rows(from, to));
        });
        addRows(dIn, steps.tokens(), dx);
    }

    /** Asks for the gradients that several threads will; whether each belongs to one expert alone. */
    private boolean touch(List<MixtureSteps.Part> parts, List<FfnWeights> experts) {
        var seen = Collections.newSetFromMap(new IdentityHashMap<Tensor, Boolean>());
        boolean apart = true;
        for (var part : parts) {
            var weights = experts.get(part.expert());
            for (var weight : List.of(weights.gate(), weights.up(), weights.down())) {
                apart &= seen.add(weight);
                if (learns(weight)) {
                    tape.gradient(weight);
                }
            }
        }
        return apart;
    }

    /** Mean cross entropy of logits [rows, vocabulary] against the next ids [rows], in nats: shape [1]. */
    public Tensor crossEntropy(Tensor logits, int[] targets) {
        return new TokenLosses(eager, tape).crossEntropy(logits, targets);
    }

    /**
     * Logarithms of the probabilities that logits [rows, vocabulary] give to ids [rows]: shape [rows].
     *
     * @param entropies takes the entropy of each row's distribution, in nats
     */
    public Tensor logProbabilities(Tensor logits, int[] targets, double[] entropies) {
        return new TokenLosses(eager, tape).logProbabilities(logits, targets, entropies);
    }

    /**
     * Mean over rows of the divergence KL(p || q) of the distributions that logits and another network's logits give, both
     * [rows, vocabulary], in nats: shape [1]. Nothing flows to the other's.
     */
    public Tensor divergence(Tensor logits, Tensor others) {
        return new TokenLosses(eager, tape).divergence(logits, others);
    }

    /**
     * The sequence-wise balance loss of one gate, mean over sequences, without its factor alpha: shape [1] (DeepSeek-V3
     * report, eq. 17-20). The top-k that it counts is that of the unbiased affinities, without groups.
     */
    public Tensor sequenceBalance(Routing routing, Batch batch) {
        var balance = new SequenceBalance(routing, batch);
        var losses = segmentLosses;
        // a segment's memory does not live as long as its losses
        var loss = losses == null ? eager.allocate(1) : Tensor.allocate(Arena.ofAuto(), DType.F32, 1);
        if (losses != null) {
            losses.add(loss);
        }
        loss.set(0, balance.loss());
        tape.record(loss, () -> balance.backward(tape.gradient(loss).get(0), tape.gradient(routing.scores())));
        return loss;
    }
}
