package dev.ferkel.internal.grpo;

import dev.ferkel.internal.autograd.RecordingOps;
import dev.ferkel.internal.model.Step;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.internal.optim.Optimizer;
import dev.ferkel.internal.pretrain.Student;
import java.util.List;

/**
 * One update of a student on answers of its own, towards a teacher's distribution of every token: the reverse divergence
 * KL(student || teacher) (on-policy distillation, Agarwal et al. 2024; Gu et al. 2024).
 */
public final class DistillationStep implements AutoCloseable {
    /** Positions of one forward and backward pass. */
    private static final int POSITIONS = 2048;

    /**
     * What an update came to.
     *
     * @param divergence mean over tokens, in nats
     * @param norm of the gradients, before they were clipped
     */
    public record Outcome(double divergence, double norm) {}

    private final Student student;
    private final Reference teacher;
    private final Optimizer optimizer;
    private final Gradients gradients;
    private final EagerOps eager = new EagerOps();

    /** @param teacher has the student's vocabulary */
    public DistillationStep(Student student, Reference teacher, Optimizer optimizer, Gradients gradients) {
        this.student = student;
        this.teacher = teacher;
        this.optimizer = optimizer;
        this.gradients = gradients;
    }

    /** Learns from answers; nothing changes where a loss or gradient is no number. */
    public Outcome run(List<Episode> episodes, double learningRate) {
        gradients.clear();
        double divergence = 0;
        long tokens = episodes.stream().mapToLong(e -> e.answer().length).sum();
        for (var batch : EpisodeBatch.cut(episodes, POSITIONS)) {
            eager.reset();
            var ops = new RecordingOps(eager, gradients.byWeight());
            var model = student.model();
            var rows = batch.rows();
            var step = Step.of(ops, batch.inputs(), null);
            var logits = model.logits(step, ops.rows(model.hidden(step), rows));
            var loss = ops.divergence(logits, teacher.logits(batch));
            float share = (float) rows.length / tokens;
            ops.tape().addLoss(loss, share);
            divergence += share * loss.get(0);
            ops.tape().backward();
        }
        double norm = gradients.norm();
        if (Double.isFinite(norm) && Double.isFinite(divergence)) {
            optimizer.step(learningRate, norm);
            student.refresh();
        }
        return new Outcome(divergence, norm);
    }

    @Override
    public void close() {
        eager.close();
    }
}
