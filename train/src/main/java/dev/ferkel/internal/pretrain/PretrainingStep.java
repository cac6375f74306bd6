package dev.ferkel.internal.pretrain;

import dev.ferkel.internal.autograd.RecordingOps;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.internal.optim.Optimizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** One step of pretraining: losses of some batches, their gradients' mean, the optimiser, the load balancer. */
public final class PretrainingStep implements AutoCloseable {
    /**
     * @param mtpWeight of the multi-token prediction loss (lambda)
     * @param sequenceAlpha of the sequence-wise balance loss
     * @param biasSpeed of the routing biases (gamma)
     */
    public record Weights(float mtpWeight, float sequenceAlpha, float biasSpeed) {}

    /**
     * What a step came to.
     *
     * @param main loss in nats a token
     * @param mtp the same of the multi-token prediction module, or 0
     * @param balance the sum over layers, with its factor
     * @param norm of the gradients, before they were clipped
     * @param loads choices of each expert, by layer
     */
    public record Outcome(double main, double mtp, double balance, double norm, Map<Integer, long[]> loads) {
        /** Whether the step was taken: what is no number is not learned from. */
        public boolean isFinite() {
            return Double.isFinite(norm) && Double.isFinite(main);
        }
    }

    private final Student student;
    private final Optimizer optimizer;
    private final Gradients gradients;
    private final LoadBalancer balancer;
    private final boolean recomputes;
    private final EagerOps eager = new EagerOps();

    public PretrainingStep(Student student, Optimizer optimizer, Gradients gradients) {
        this(student, optimizer, gradients, false);
    }

    /** @param recomputes whether blocks are computed a second time on the way back, in place of being kept */
    public PretrainingStep(Student student, Optimizer optimizer, Gradients gradients, boolean recomputes) {
        this.student = student;
        this.optimizer = optimizer;
        this.recomputes = recomputes;
        this.gradients = gradients;
        this.balancer = new LoadBalancer(student);
    }

    private static double total(List<Rows> batches, ToIntFunction<Rows> count) {
        return batches.stream().mapToInt(count).sum();
    }

    /** Learns from batches, each with the weight of what it has to be learned from; weights change unless a loss or gradient is no number. */
    public Outcome run(List<Rows> batches, double learningRate, Weights weights) {
        gradients.clear();
        double main = 0;
        double mtp = 0;
        double balance = 0;
        double positions = total(batches, Rows::learnedPositions);
        double mtpPositions = total(batches, Rows::mtpPositions);
        double pieces = total(batches, Rows::count);
        for (var rows : batches) {
            eager.reset();
            var ops = new RecordingOps(eager, gradients.byWeight(), recomputes);
            var losses = Losses.of(student.model(), ops, rows);
            float share = (float) (rows.learnedPositions() / positions);
            ops.tape().addLoss(losses.main(), share);
            main += share * losses.main().get(0);
            if (losses.mtp().isPresent()) {
                float mtpShare = (float) (rows.mtpPositions() / mtpPositions);
                ops.tape().addLoss(losses.mtp().get(), mtpShare * weights.mtpWeight());
                mtp += mtpShare * losses.mtp().get().get(0);
            }
            float pieceShare = (float) (rows.count() / pieces);
            for (var loss : losses.balance().values()) {
                ops.tape().addLoss(loss, pieceShare * weights.sequenceAlpha());
                balance += pieceShare * weights.sequenceAlpha() * loss.get(0);
            }
            ops.tape().backward();
            balancer.count(losses.routing());
        }
        var loads = new TreeMap<>(balancer.loads());
        double norm = gradients.norm();
        var outcome = new Outcome(main, mtp, balance, norm, loads);
        if (outcome.isFinite()) {
            optimizer.step(learningRate, norm);
            balancer.move(weights.biasSpeed());
            student.refresh();
        } else {
            balancer.move(0);
        }
        return outcome;
    }

    /** Bytes that activations and their gradients have needed so far. */
    public long activationBytes() {
        return eager.scratchBytes();
    }

    @Override
    public void close() {
        eager.close();
    }
}
