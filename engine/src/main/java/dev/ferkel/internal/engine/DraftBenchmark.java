package dev.ferkel.internal.engine;

import dev.ferkel.internal.model.Model;
import java.util.Optional;

/** Measures what drafts gain on one prompt, and how near that is to what their acceptance and cost allow. */
public final class DraftBenchmark {
    /**
     * The same answer with and without drafts.
     *
     * @param acceptedPerStep tokens of a draft that a step accepted, on average
     * @param verifyCost a step that checks a draft, in steps without one
     * @param draftCost drafting, in steps without a draft
     * @param gain tokens a second with drafts, in those without
     * @param same whether both gave the same tokens
     */
    public record Result(
            int drafted,
            int accepted,
            double acceptedPerStep,
            double verifyCost,
            double draftCost,
            double gain,
            boolean same) {
        /** (1 + accepted) / (cost of verifying + cost of drafting): what the gain would be if nothing else cost time. */
        public double bound() {
            return (1 + acceptedPerStep) / (verifyCost + draftCost);
        }
    }

    private record Run(Answer answer, Stats before, Stats after, long nanos) {
        double stepNanos() {
            return (double) (after.stepNanos() - before.stepNanos()) / steps();
        }

        double draftNanos() {
            return (double) (after.draftNanos() - before.draftNanos()) / steps();
        }

        long steps() {
            return after.steps() - before.steps();
        }
    }

    private DraftBenchmark() {}

    /** Runs a request both ways, each twice, and counts the second. */
    public static Result run(
            Model model, EngineOptions.Builder options, DraftSource source, int most, Request request) {
        var plain = timed(model, options.drafts(DraftSource.OFF).build(), request);
        var drafted = timed(model, options.drafts(source).maxDraft(most).build(), request);
        var usage = drafted.answer().usage();
        double tokens = drafted.answer().ids().size() - 1.0;
        return new Result(
                usage.draftedTokens(),
                usage.acceptedTokens(),
                tokens / drafted.steps() - 1,
                (drafted.stepNanos() - drafted.draftNanos()) / plain.stepNanos(),
                drafted.draftNanos() / plain.stepNanos(),
                (double) plain.nanos() / drafted.nanos(),
                plain.answer().ids().equals(drafted.answer().ids()));
    }

    private static Run timed(Model model, EngineOptions options, Request request) {
        try (var engine = new Engine(model, Optional.empty(), options)) {
            once(engine, request);
            return once(engine, request);
        }
    }

    /** Times the steps after the first token. */
    private static Run once(Engine engine, Request request) {
        var generation = engine.submit(request);
        while (!generation.hasEvents()) {
            engine.step();
        }
        var before = engine.stats();
        long start = System.nanoTime();
        while (engine.step()) {
            // until the answer ends
        }
        long nanos = System.nanoTime() - start;
        var after = engine.stats();
        try {
            return new Run(generation.await(), before, after, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
