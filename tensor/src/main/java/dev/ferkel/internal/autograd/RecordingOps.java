package dev.ferkel.internal.autograd;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.ops.AttentionCache;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.ops.FfnWeights;
import dev.ferkel.internal.ops.Heads;
import dev.ferkel.internal.ops.LatentHeads;
import dev.ferkel.internal.ops.Ops;
import dev.ferkel.internal.ops.Rotary;
import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.ops.RoutingRule;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
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

    @Override
    public Tensor segment(Tensor x, Supplier<Tensor> body) {
        if (!recomputes) {
            return body.get();
        }
        var outer = tape;
        var y = eager.allocate(x.shape());
        var losses = new ArrayList<Tensor>();
        aside(Tape.forgetting(eager), losses, () -> Sums.copy(body.get(), y));
        outer.record(y, () -> {
            var dy = outer.gradient(y);
            var seeds = losses.stream().map(outer::gradient).toList();
            var inner = new Tape(eager, kept);
            inner.gradient(x, outer.gradient(x));
            var again = new ArrayList<Tensor>();
            aside(inner, again, () -> {
                Sums.copy(dy, inner.sum(body.get()).gradient());
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

    @Override
    public Tensor embedding(Tensor table, int[] ids) {
        var y = eager.embedding(table, ids);
        if (tape.learns(table)) {
            tape.record(y, () -> Sums.rows(tape.gradient(y), ids, tape.gradient(table)));
        }
        return y;
    }

    @Override
    public Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        var y = eager.linear(x, weight, bias);
        tape.record(y, () -> {
            ffnBackward().linear(tape.gradient(y), x, weight, tape.sum(x));
            if (bias != null && tape.learns(bias)) {
                Sums.ofRows(tape.gradient(y), tape.gradient(bias));
            }
        });
        return y;
    }

    @Override
    public Tensor rmsNorm(Tensor x, Tensor weight, float eps) {
        var y = eager.rmsNorm(x, weight, eps);
        tape.record(y, () -> {
            int n = weight.size(0);
            boolean learns = tape.learns(weight);
            var dw = eager.allocate(x.shape());
            var dy = tape.gradient(y);
            var dx = tape.sum(x);
            Workers.parallel(Math.toIntExact(x.elements() / n), ROWS, (from, to) -> {
                for (int r = from; r < to; r++) {
                    long at = 4L * r * n;
                    float inverse = eager.inverseRms(x.address() + at, n, eps);
                    long product = dw.address() + at;
                    kernels.scaleMultiply(1f, dy.address() + at, weight.address(), product, n);
                    float along = kernels.dot(product, x.address() + at, n);
                    long sum = dx.gradient().address() + at;
                    if (dx.begins()) {
                        kernels.scale(inverse, product, sum, n);
                    } else {
                        kernels.axpy(inverse, product, sum, n);
                    }
                    kernels.axpy(-along * inverse * inverse * inverse / n, x.address() + at, sum, n);
                    if (learns) {
                        kernels.scaleMultiply(inverse, x.address() + at, dy.address() + at, product, n);
                    }
                }
            });
            if (learns) {
                Sums.ofRows(dw, tape.gradient(weight));
            }
        });
        return y;
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        var y = eager.add(a, b);
        tape.record(y, () -> {
            tape.add(a, tape.gradient(y));
            tape.pass(y, b);
        });
        return y;
    }

    @Override
    public Tensor addScaled(Tensor a, float factor, Tensor b) {
        var y = eager.addScaled(a, factor, b);
        tape.record(y, () -> {
            var dy = tape.gradient(y);
            Sums.add(factor, dy, tape.gradient(b));
            tape.pass(y, a);
        });
        return y;
    }

    @Override
    public Tensor swiglu(Tensor gate, Tensor up) {
        var y = eager.swiglu(gate, up);
        tape.record(y, () -> {
            var dGate = eager.allocate(gate.shape());
            var dUp = eager.allocate(up.shape());
            ffnBackward().swiglu(tape.gradient(y), gate, up, dGate, dUp);
            tape.add(gate, dGate);
            tape.add(up, dUp);
        });
        return y;
    }

    @Override
    public Tensor columns(Tensor x, int from, int to) {
        var y = eager.columns(x, from, to);
        tape.record(y, () -> Sums.columns(tape.gradient(y), 0, to - from, tape.gradient(x), from));
        return y;
    }

    @Override
    public Tensor concat(Tensor a, Tensor b) {
        var y = eager.concat(a, b);
        tape.record(y, () -> {
            Sums.columns(tape.gradient(y), 0, a.dim(1), tape.gradient(a), 0);
            Sums.columns(tape.gradient(y), a.dim(1), b.dim(1), tape.gradient(b), 0);
        });
        return y;
    }

    @Override
    public Tensor rows(Tensor x, int[] rows) {
        var y = eager.rows(x, rows);
        tape.record(y, () -> Sums.rows(tape.gradient(y), rows, tape.gradient(x)));
        return y;
    }

    @Override
    public Tensor rope(Tensor x, int heads, int offset, Rotary rotary, int[] positions) {
        var y = eager.rope(x, heads, offset, rotary, positions);
        tape.record(y, () -> {
            tape.add(x, eager.rope(tape.gradient(y), heads, offset, rotary, positions, -1f));
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
                Sums.columns(tape.gradient(y), at, nope, tape.gradient(kv), kvAt);
                Sums.columns(tape.gradient(y), at + nope, rope, tape.gradient(keyRope), 0);
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
                Sums.columns(tape.gradient(y), (long) h * value, value, tape.gradient(kv), kvAt);
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
        tape.record(steps.out(), () -> ffnBackward().run(x, weights, steps));
        return steps.out();
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
        tape.record(steps.out(), () -> ffnBackward().mixture(x, steps, routing, experts));
        return steps.out();
    }

    private FfnBackward ffnBackward() {
        return new FfnBackward(eager, kernels, tape);
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
