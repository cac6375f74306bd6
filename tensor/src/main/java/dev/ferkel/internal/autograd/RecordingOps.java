package dev.ferkel.internal.autograd;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.ops.AttentionCache;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.ops.FfnSteps;
import dev.ferkel.internal.ops.FfnWeights;
import dev.ferkel.internal.ops.Heads;
import dev.ferkel.internal.ops.LatentHeads;
import dev.ferkel.internal.ops.Ops;
import dev.ferkel.internal.ops.Rotary;
import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.ops.RoutingRule;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes as {@link EagerOps} does and notes on a {@link Tape} how gradients flow back. Keys and values stay those of
 * the batch: there is no cache in training.
 */
public final class RecordingOps implements Ops {
    private final EagerOps eager;
    private final Tape tape;
    private final Kernels kernels = Kernels.select();
    private final Products products = new Products();

    /** @param eager computes; its memory must not be reset before the tape was used */
    public RecordingOps(EagerOps eager) {
        this.eager = eager;
        this.tape = new Tape(eager);
    }

    public Tape tape() {
        return tape;
    }

    /** Adds n numbers to a gradient. */
    private void accumulate(long from, long to, long n) {
        kernels.add(from, to, to, Math.toIntExact(n));
    }

    @Override
    public Tensor embedding(Tensor table, int[] ids) {
        var y = eager.embedding(table, ids);
        tape.record(() -> {
            long n = table.dim(1);
            var dy = tape.gradient(y).address();
            var d = tape.gradient(table).address();
            for (int r = 0; r < ids.length; r++) {
                accumulate(dy + 4L * r * n, d + 4L * ids[r] * n, n);
            }
        });
        return y;
    }

    @Override
    public Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        var y = eager.linear(x, weight, bias);
        tape.record(() -> {
            linearBackward(tape.gradient(y), x, weight, tape.gradient(x));
            if (bias != null) {
                var dy = tape.gradient(y);
                long n = bias.dim(0);
                for (int r = 0; r < dy.size(0); r++) {
                    accumulate(dy.address() + 4L * r * n, tape.gradient(bias).address(), n);
                }
            }
        });
        return y;
    }

    private void linearBackward(Tensor dy, Tensor x, Tensor weight, Tensor dx) {
        products.input(dy, weight, dx);
        products.weight(dy, x, tape.gradient(weight));
    }

    @Override
    public Tensor rmsNorm(Tensor x, Tensor weight, float eps) {
        var y = eager.rmsNorm(x, weight, eps);
        tape.record(() -> {
            int n = weight.size(0);
            var dw = tape.gradient(weight);
            var product = eager.allocate(n);
            for (long r = 0; r < x.elements() / n; r++) {
                long row = x.address() + 4 * r * n;
                long dy = tape.gradient(y).address() + 4 * r * n;
                long dx = tape.gradient(x).address() + 4 * r * n;
                float inverse = eager.inverseRms(row, n, eps);
                kernels.scaleMultiply(1f, dy, weight.address(), product.address(), n);
                float along = kernels.dot(product.address(), row, n);
                kernels.axpy(inverse, product.address(), dx, n);
                kernels.axpy(-along * inverse * inverse * inverse / n, row, dx, n);
                kernels.scaleMultiply(inverse, row, dy, product.address(), n);
                accumulate(product.address(), dw.address(), n);
            }
        });
        return y;
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        var y = eager.add(a, b);
        tape.record(() -> {
            accumulate(tape.gradient(y).address(), tape.gradient(a).address(), y.elements());
            accumulate(tape.gradient(y).address(), tape.gradient(b).address(), y.elements());
        });
        return y;
    }

    @Override
    public Tensor columns(Tensor x, int from, int to) {
        var y = eager.columns(x, from, to);
        tape.record(() -> scatterColumns(tape.gradient(y), 0, to - from, tape.gradient(x), from));
        return y;
    }

    /** Adds columns [at, at + width) of dy to dx's from {@code to}. */
    private void scatterColumns(Tensor dy, long at, long width, Tensor dx, long to) {
        for (int r = 0; r < dy.size(0); r++) {
            accumulate(dy.address() + 4 * (r * dy.dim(1) + at), dx.address() + 4 * (r * dx.dim(1) + to), width);
        }
    }

    @Override
    public Tensor concat(Tensor a, Tensor b) {
        var y = eager.concat(a, b);
        tape.record(() -> {
            scatterColumns(tape.gradient(y), 0, a.dim(1), tape.gradient(a), 0);
            scatterColumns(tape.gradient(y), a.dim(1), b.dim(1), tape.gradient(b), 0);
        });
        return y;
    }

    @Override
    public Tensor rows(Tensor x, int[] rows) {
        var y = eager.rows(x, rows);
        tape.record(() -> addRows(tape.gradient(y), rows, tape.gradient(x)));
        return y;
    }

    private void addRows(Tensor dy, int[] rows, Tensor dx) {
        long n = dy.dim(1);
        for (int r = 0; r < rows.length; r++) {
            accumulate(dy.address() + 4L * r * n, dx.address() + 4L * rows[r] * n, n);
        }
    }

    @Override
    public Tensor rope(Tensor x, int heads, int offset, Rotary rotary, int[] positions) {
        var y = eager.rope(x, heads, offset, rotary, positions);
        tape.record(() -> {
            var back = eager.rope(tape.gradient(y), heads, offset, rotary, positions, -1f);
            accumulate(back.address(), tape.gradient(x).address(), x.elements());
        });
        return y;
    }

    @Override
    public Tensor expandKeys(Tensor kv, Tensor keyRope, LatentHeads heads) {
        var y = eager.expandKeys(kv, keyRope, heads);
        int nope = heads.nopeDim();
        int rope = heads.ropeDim();
        tape.record(() -> {
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
        tape.record(() -> {
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
        tape.record(() -> new AttentionBackward(kernels, heads, q, k, v)
                .run(batch, tape.gradient(y), tape.gradient(q), tape.gradient(k), tape.gradient(v)));
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
        tape.record(() -> ffnBackward(tape.gradient(steps.out()), x, weights, steps, tape.gradient(x)));
        return steps.out();
    }

    private void ffnBackward(Tensor dy, Tensor x, FfnWeights weights, FfnSteps steps, Tensor dx) {
        var dHidden = eager.allocate(steps.hidden().shape());
        Memory.clear(dHidden.address(), dHidden.elements());
        linearBackward(dy, steps.hidden(), weights.down(), dHidden);
        var dGate = eager.allocate(dHidden.shape());
        var dUp = eager.allocate(dHidden.shape());
        var sigmoid = eager.allocate(dHidden.shape());
        kernels.sigmoid(steps.gate().address(), sigmoid.address(), Math.toIntExact(sigmoid.elements()));
        for (long i = 0; i < dHidden.elements(); i++) {
            float s = sigmoid.get(i);
            float g = steps.gate().get(i);
            float d = dHidden.get(i);
            dUp.set(i, d * g * s);
            dGate.set(i, d * steps.up().get(i) * s * (1 + g * (1 - s)));
        }
        linearBackward(dGate, x, weights.gate(), dx);
        linearBackward(dUp, x, weights.up(), dx);
    }

    @Override
    public Routing route(Tensor logits, @Nullable Tensor bias, RoutingRule rule) {
        var routing = eager.route(logits, bias, rule);
        tape.record(() -> RoutingBackward.run(
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
        tape.record(() -> {
            int dim = x.size(1);
            int slots = routing.perToken();
            var dy = tape.gradient(steps.out());
            var dWeights = tape.gradient(routing.weights());
            for (int s = 0; s < routing.experts().length; s++) {
                long row = dy.address() + 4L * (s / slots) * dim;
                float d = kernels.dot(row, steps.slotOutputs().address() + 4L * s * dim, dim);
                dWeights.set(s, dWeights.get(s) + d);
            }
            for (var part : steps.parts()) {
                var dOut = eager.allocate(part.slots().length, dim);
                var dIn = eager.allocate(part.slots().length, dim);
                Memory.clear(dIn.address(), dIn.elements());
                var tokens = new int[part.slots().length];
                for (int i = 0; i < tokens.length; i++) {
                    int slot = part.slots()[i];
                    tokens[i] = slot / slots;
                    kernels.scale(
                            routing.weights().get(slot),
                            dy.address() + 4L * tokens[i] * dim,
                            dOut.address() + 4L * i * dim,
                            dim);
                }
                ffnBackward(dOut, part.input(), experts.get(part.expert()), part.steps(), dIn);
                addRows(dIn, tokens, tape.gradient(x));
            }
        });
        return steps.out();
    }

    /** Mean cross entropy of logits [rows, vocabulary] against the next ids [rows], in nats: shape [1]. */
    public Tensor crossEntropy(Tensor logits, int[] targets) {
        int vocabulary = logits.size(1);
        var probabilities = eager.allocate(logits.shape());
        double sum = 0;
        for (int r = 0; r < targets.length; r++) {
            long row = logits.address() + 4L * r * vocabulary;
            long p = probabilities.address() + 4L * r * vocabulary;
            float max = kernels.max(row, vocabulary);
            float total = kernels.expSum(row, max, p, vocabulary);
            kernels.scale(1f / total, p, p, vocabulary);
            sum += Math.log(total) - ((double) Memory.get(row, targets[r]) - max);
        }
        var loss = eager.allocate(1);
        loss.set(0, (float) (sum / targets.length));
        tape.record(() -> {
            float factor = tape.gradient(loss).get(0) / targets.length;
            var d = tape.gradient(logits);
            kernels.axpy(factor, probabilities.address(), d.address(), Math.toIntExact(d.elements()));
            for (int r = 0; r < targets.length; r++) {
                long i = (long) r * vocabulary + targets[r];
                d.set(i, d.get(i) - factor);
            }
        });
        return loss;
    }

    /**
     * The sequence-wise balance loss of one gate, mean over sequences, without its factor alpha: shape [1] (DeepSeek-V3
     * report, eq. 17-20). The top-k that it counts is that of the unbiased affinities, without groups.
     */
    public Tensor sequenceBalance(Routing routing, Batch batch) {
        var balance = new SequenceBalance(routing, batch);
        var loss = eager.allocate(1);
        loss.set(0, balance.loss());
        tape.record(() -> balance.backward(tape.gradient(loss).get(0), tape.gradient(routing.scores())));
        return loss;
    }
}
