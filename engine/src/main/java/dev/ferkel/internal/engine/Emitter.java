package dev.ferkel.internal.engine;

import dev.ferkel.error.ConstraintException;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.sampling.LogProbabilities;
import dev.ferkel.internal.sampling.Sampler;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;

/** From logits to tokens to events: draws, checks drafts, and ends answers. */
final class Emitter {
    private final Kernels kernels = Kernels.select();
    private final Sampler sampler;
    private final Scheduler scheduler;
    private final Counters counters;

    Emitter(Sampler sampler, Scheduler scheduler, Counters counters) {
        this.sampler = sampler;
        this.scheduler = scheduler;
        this.counters = counters;
    }

    /**
     * Draws the next token and, as long as it is the drafted one, the token after it.
     *
     * @param logits F32 [1 + draft, vocabulary]
     * @param values F32 [vocabulary], overwritten
     * @param scratch F32 [vocabulary], overwritten
     */
    void give(Sequence sequence, int[] draft, Tensor logits, Tensor values, Tensor scratch) {
        try {
            int given = 0;
            boolean agreed = true;
            while (agreed && !sequence.finished && given <= draft.length) {
                int id = draw(sequence, logits.at(given), values, scratch);
                agreed = given < draft.length && draft[given] == id;
                given++;
            }
            int accepted = Math.min(draft.length, agreed ? given : given - 1);
            sequence.computed = sequence.length - 1;
            Drafter.verified(sequence.drafts, draft.length, accepted);
            counters.draftedTokens += draft.length;
            counters.acceptedTokens += accepted;
        } catch (Throwable e) {
            // a constraint's, perhaps: no other answer's fault
            fail(
                    sequence,
                    e instanceof FerkelException ours ? ours : new FerkelException("the answer failed: " + e, e));
        }
    }

    private int draw(Sequence sequence, Tensor logits, Tensor values, Tensor scratch) {
        var probabilities = new LogProbabilities(logits, scratch);
        if (!probabilities.isFinite()) {
            throw FerkelException.of(
                    "the model computed what is no number after %d tokens: its file may be damaged", sequence.length);
        }
        Memory.copy(logits.address(), values.address(), values.elements());
        sequence.penalties.apply(values);
        if (sequence.constraint != null) {
            sequence.constraint.mask(values);
        }
        if (kernels.max(values.address(), Math.toIntExact(values.elements())) == Float.NEGATIVE_INFINITY) {
            throw new ConstraintException(
                    "no token may come after %d: the constraint forbids all".formatted(sequence.length));
        }
        int id = sampler.choose(values, sequence.request.sampling(), sequence.sample, sequence.length);
        take(sequence, id, probabilities);
        return id;
    }

    private void take(Sequence sequence, int id, LogProbabilities probabilities) {
        long now = System.nanoTime();
        if (sequence.generated() == 0) {
            sequence.firstTokenNanos = now;
            counters.promptTokens += sequence.promptLength;
            counters.cachedTokens += sequence.cachedTokens;
        }
        sequence.append(id);
        sequence.penalties.accept(id);
        if (sequence.constraint != null) {
            sequence.constraint.accept(id);
        }
        counters.generatedTokens++;
        boolean end = sequence.request.endIds().contains(id);
        var text = end ? "" : sequence.text.accept(id);
        sequence.generation.add(new Event.Token(
                sequence.sample, id, probabilities.of(id), probabilities.top(sequence.request.alternatives()), text));
        if (end || sequence.text.stopped()) {
            finish(sequence, FinishReason.STOP);
        } else if (sequence.length >= scheduler.limit(sequence)) {
            finish(sequence, FinishReason.LENGTH);
        }
    }

    /** Tells of the end; the pages go back when the step is over. */
    private void finish(Sequence sequence, FinishReason reason) {
        sequence.finished = true;
        counters.finished++;
        var usage = sequence.usage(System.nanoTime());
        record(sequence, usage, reason.name());
        sequence.generation.add(
                new Event.Finished(sequence.sample, sequence.text.end(), reason, sequence.text.stop(), usage));
    }

    private static void record(Sequence sequence, Usage usage, String reason) {
        var event = new RequestEvent();
        if (event.shouldCommit()) {
            event.number = sequence.arrival;
            event.sample = sequence.sample;
            event.promptTokens = usage.promptTokens();
            event.cachedTokens = usage.cachedTokens();
            event.completionTokens = usage.completionTokens();
            event.queueNanos = usage.queueNanos();
            event.promptNanos = usage.promptNanos();
            event.generationNanos = usage.generationNanos();
            event.reason = reason;
            event.commit();
        }
    }

    /** Ends an answer, and those that wait within it, with an error. */
    void fail(Sequence sequence, FerkelException error) {
        if (!sequence.finished) {
            sequence.finished = true;
            counters.finished += 1 + sequence.forks;
            record(sequence, sequence.usage(System.nanoTime()), "FAILED");
            for (int i = 0; i <= sequence.forks; i++) {
                sequence.generation.add(new Event.Failed(sequence.sample + i, error));
            }
            scheduler.remove(sequence);
        }
    }

    /** Ends what was cancelled or took too long. */
    void endCancelled() {
        long now = System.nanoTime();
        for (var sequence : scheduler.all()) {
            boolean cancelled = sequence.generation.isCancelled();
            if (cancelled || sequence.isOverTime(now)) {
                var reason = cancelled ? FinishReason.CANCELLED : FinishReason.TIME;
                int forks = sequence.forks;
                finish(sequence, reason);
                for (int i = 1; i <= forks; i++) {
                    counters.finished++;
                    sequence.generation.add(new Event.Finished(i, "", reason, "", sequence.usage(now)));
                }
                scheduler.remove(sequence);
            }
        }
    }
}
