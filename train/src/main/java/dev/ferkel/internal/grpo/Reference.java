package dev.ferkel.internal.grpo;

import dev.ferkel.internal.model.Step;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.pretrain.Student;
import dev.ferkel.internal.sampling.LogProbabilities;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.Map;

/** A network that doesn't learn: the policy that the learner is not to leave too far, or its teacher. */
public final class Reference implements AutoCloseable {
    private final Student student;
    private final EagerOps ops = new EagerOps();

    public Reference(Student student) {
        this.student = student;
    }

    /** Its weights by name. */
    public Map<String, Tensor> tensors() {
        return student.tensors();
    }

    /** Takes over another's weights, of the same network. */
    public void become(Student other) {
        student.tensors().forEach((name, tensor) -> {
            var from = other.tensors().get(name);
            if (from == null) {
                throw new IllegalArgumentException("the network has no " + name);
            }
            Memory.copy(from.address(), tensor.address(), tensor.elements());
        });
        student.refresh();
    }

    /** Log-probabilities of the answers' tokens, one answer after the other. */
    float[] logProbabilities(EpisodeBatch batch) {
        var logits = logits(batch);
        var targets = batch.targets();
        var scratch = ops.allocate(logits.dim(1));
        var values = new float[targets.length];
        for (int r = 0; r < values.length; r++) {
            values[r] = new LogProbabilities(logits.at(r), scratch).of(targets[r]);
        }
        return values;
    }

    /** Logits of the answers' tokens [tokens, vocabulary], valid until the next call. */
    Tensor logits(EpisodeBatch batch) {
        ops.reset();
        var model = student.model();
        var step = Step.of(ops, batch.inputs(), null);
        return model.logits(step, ops.rows(model.hidden(step), batch.rows()));
    }

    @Override
    public void close() {
        ops.close();
    }
}
