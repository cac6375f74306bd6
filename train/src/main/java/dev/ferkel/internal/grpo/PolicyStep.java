package dev.ferkel.internal.grpo;

import dev.ferkel.internal.autograd.RecordingOps;
import dev.ferkel.internal.model.Probe;
import dev.ferkel.internal.model.Step;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.internal.optim.Optimizer;
import dev.ferkel.internal.pretrain.LoadBalancer;
import dev.ferkel.internal.pretrain.Student;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One update of a policy by episodes. */
public final class PolicyStep implements AutoCloseable {
    /** Positions of one forward and backward pass. */
    private static final int POSITIONS = 4096;

    /**
     * What an update came to.
     *
     * @param kl mean estimate of the divergence from the reference, in nats a token
     * @param clipShare share of tokens whose ratio was clipped
     * @param entropy mean of the policy's distributions, in nats
     * @param offRatio tokens whose ratio is not exactly 1
     * @param norm of the gradients, before they were clipped
     * @param loads choices of each expert, by layer
     */
    public record Outcome(
            double loss,
            double kl,
            double clipShare,
            double entropy,
            long offRatio,
            double norm,
            Map<Integer, long[]> loads) {}

    private final Student student;
    private final Optimizer optimizer;
    private final Gradients gradients;
    private final Optional<Reference> reference;
    private final LoadBalancer balancer;
    private final EagerOps eager = new EagerOps();

    /** @param reference needed where the objective weighs the divergence from it */
    public PolicyStep(Student student, Optimizer optimizer, Gradients gradients, Optional<Reference> reference) {
        this.student = student;
        this.optimizer = optimizer;
        this.gradients = gradients;
        this.reference = reference;
        this.balancer = new LoadBalancer(student);
    }

    /** What the episodes of an update, all together, are weighed by. */
    private record Goal(Objective objective, int answers, long tokens, Routes kept) {}

    /** Sums of a pass over some episodes. */
    private static final class Sums {
        private double loss;
        private double kl;
        private double entropy;
        private long clipped;
        private long offRatio;
    }

    /**
     * Learns from episodes. Nothing changes where a loss or gradient is no number.
     *
     * @param biasSpeed of the routing biases; 0 freezes them
     */
    public Outcome run(List<Episode> episodes, Objective objective, double learningRate, float biasSpeed) {
        return run(episodes, objective, learningRate, biasSpeed, Routes.NONE);
    }

    /**
     * The same.
     *
     * @param kept the experts that the episodes' tokens went through when they were sampled, from {@link #routes}
     */
    public Outcome run(List<Episode> episodes, Objective objective, double learningRate, float biasSpeed, Routes kept) {
        gradients.clear();
        var sums = new Sums();
        long tokens = episodes.stream().mapToLong(e -> e.answer().length).sum();
        var goal = new Goal(objective, episodes.size(), tokens, kept);
        var batches = EpisodeBatch.cut(episodes, POSITIONS);
        for (int i = 0; i < batches.size(); i++) {
            pass(batches.get(i), i, goal, sums);
        }
        var loads = new TreeMap<>(balancer.loads());
        double norm = gradients.norm();
        boolean finite = Double.isFinite(norm) && Double.isFinite(sums.loss);
        if (finite) {
            optimizer.step(learningRate, norm);
            student.refresh();
        }
        balancer.move(finite ? biasSpeed : 0);
        return new Outcome(
                sums.loss,
                sums.kl / tokens,
                (double) sums.clipped / tokens,
                sums.entropy / tokens,
                sums.offRatio,
                norm,
                loads);
    }

    /** The experts that episodes' tokens go through as the policy is now. */
    public Routes routes(List<Episode> episodes) {
        var passes = new ArrayList<Map<Integer, int[]>>();
        for (var batch : EpisodeBatch.cut(episodes, POSITIONS)) {
            eager.reset();
            var layers = new HashMap<Integer, int[]>();
            var watch = new Probe() {
                @Override
                public void routing(int layer, Routing chosen) {
                    layers.put(layer, chosen.experts());
                }
            };
            student.model().hidden(new Step(eager, batch.inputs(), null, watch));
            passes.add(layers);
        }
        return new Routes(passes);
    }

    private void pass(EpisodeBatch batch, int number, Goal goal, Sums sums) {
        var objective = goal.objective();
        eager.reset();
        var ops = new RecordingOps(eager, gradients.byWeight());
        var step = new Step(ops, batch.inputs(), null, new Probe() {
            @Override
            public int @Nullable [] kept(int layer) {
                return goal.kept().of(number, layer);
            }

            @Override
            public void routing(int layer, Routing chosen) {
                balancer.count(Map.of(layer, chosen));
            }
        });
        var model = student.model();
        var logits = model.logits(step, ops.rows(model.hidden(step), batch.rows()));
        var targets = batch.targets();
        var entropies = new double[targets.length];
        var logProbabilities = ops.logProbabilities(logits, targets, entropies);
        var apart = reference.isPresent() && objective.klWeight() > 0
                ? reference.get().logProbabilities(batch)
                : new float[targets.length];
        var gradient = new float[targets.length];
        int at = 0;
        for (var episode : batch.episodes()) {
            int n = episode.answer().length;
            var now = new float[n];
            for (int t = 0; t < n; t++) {
                now[t] = logProbabilities.get(at + t);
                sums.offRatio += now[t] == episode.old()[t] ? 0 : 1;
            }
            var slope = new float[n];
            var part = objective.of(
                    now,
                    episode.old(),
                    Arrays.copyOfRange(apart, at, at + n),
                    episode.advantage(),
                    objective.weight(n, goal.answers(), goal.tokens()),
                    slope);
            System.arraycopy(slope, 0, gradient, at, n);
            sums.loss += part.loss();
            sums.kl += part.kl();
            sums.clipped += part.clipped();
            at += n;
        }
        for (double entropy : entropies) {
            sums.entropy += entropy;
        }
        ops.tape().addGradient(logProbabilities, gradient);
        ops.tape().backward();
    }

    @Override
    public void close() {
        eager.close();
    }
}
