package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.conversion.WeightType;
import dev.ferkel.internal.grpo.Episode;
import dev.ferkel.internal.grpo.Group;
import dev.ferkel.internal.grpo.PolicyStep;
import dev.ferkel.internal.grpo.Reference;
import dev.ferkel.internal.grpo.Routes;
import dev.ferkel.internal.pretrain.Precision;
import dev.ferkel.internal.reward.Attempt;
import dev.ferkel.internal.reward.WeightedRewards;
import dev.ferkel.internal.teacher.Asker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Reinforcement learning by GRPO, from its newest checkpoint on: the network answers, is judged, and learns. */
final class GrpoStage implements AutoCloseable {
    private static final long MIX = 0x9e3779b97f4a7c15L;

    /** Answers are samples of the very distribution that learns, or the gradient would be another policy's. */
    private static final float TEMPERATURE = 1;

    /** So many times as many prompts as a step needs are asked at most, where uniform groups make room. */
    private static final int MOST_ROUNDS = 4;

    private final GrpoSettings settings;
    private final RunObserver observer;
    private final Learner learner;
    private final Asker asker;
    private final Optional<Reference> reference;
    private final PolicyStep step;
    private final Questions questions;
    private final WeightedRewards reward;
    private final GroupLog samples;
    private final long seed;
    private TrainingCheckpoint.State state;
    private long next;

    GrpoStage(GrpoSettings settings, Start start, Path place, RunObserver observer) throws IOException {
        this.settings = settings;
        this.observer = observer;
        this.seed = start.seed();
        var folder = start.text();
        var read = start.loadTokenizer();
        learner = new Learner(
                start,
                read,
                start.files(place, read),
                place,
                new Learner.Settings(
                        settings.optimizer(),
                        OptionalDouble.empty(),
                        Precision.F32,
                        1,
                        settings.keep(),
                        settings.lora()));
        var student = learner.student();
        var tokenizer = learner.tokenizer()
                .orElseThrow(() -> FerkelException.of("%s: has no tokenizer.json, but answers are text", folder));
        asker = learner.owned(new Asker(folder, tokenizer, student.model(), settings.prompts() * settings.group()));
        reference = settings.objective().klWeight() == 0
                ? Optional.empty()
                : Optional.of(learner.owned(
                        new Reference(learner.second(learner.latest().flatMap(TrainingCheckpoint::reference)))));
        step = learner.owned(new PolicyStep(student, learner.optimizer(), learner.gradients(), reference));
        questions = new Questions(settings.problems(), settings.thinking(), seed);
        reward = settings.rewards().reward(settings.maxTokens());
        samples = new GroupLog(place.resolve("samples.jsonl"), tokenizer);
        state = learner.resume(new TrainingCheckpoint.State(0, 0, 0, new long[] {0}));
        samples.rewind(state.step());
        next = state.position()[0];
        if (state.step() > 0) {
            observer.note("goes on after step %d".formatted(state.step()));
        }
    }

    /** Learns to the end, and writes the model to a new folder. */
    void run(Path output) throws IOException {
        while (state.step() < settings.steps()) {
            step();
            if (state.step() % settings.checkpointEvery() == 0 && state.step() < settings.steps()) {
                learner.checkpoint(state, reference.map(Reference::tensors).orElse(Map.of()));
            }
        }
        learner.finish(output, settings.precision() == Precision.F32 ? WeightType.F32 : WeightType.BF16);
    }

    private void step() {
        long begin = System.nanoTime();
        var all = new ArrayList<Group>();
        var groups = new ArrayList<Group>();
        var means = new LinkedHashMap<String, DoubleSummaryStatistics>();
        long judging = 0;
        for (int round = 0; groups.size() < settings.prompts() && round < MOST_ROUNDS; round++) {
            int count = settings.prompts() - groups.size();
            next += count;
            var asked = asker.ask(
                    questions.asks(next - count, count),
                    settings.group(),
                    TEMPERATURE,
                    settings.maxTokens(),
                    seed + MIX * (next - count + 1));
            long judged = System.nanoTime();
            boolean any = settings.dynamic() && round + 1 < MOST_ROUNDS;
            for (var group : judged(asked, means)) {
                all.add(group);
                if (!any || !group.isUniform()) {
                    groups.add(group);
                }
            }
            judging += System.nanoTime() - judged;
        }
        long learning = System.nanoTime();
        var updates = learn(groups);
        long end = System.nanoTime();
        long generated = all.stream()
                .flatMap(g -> g.episodes().stream())
                .mapToLong(e -> e.answer().length)
                .sum();
        state = new TrainingCheckpoint.State(
                state.step() + 1, learner.optimizer().steps(), state.tokens() + generated, new long[] {next});
        var entry = new LinkedHashMap<String, Object>();
        entry.put("step", state.step());
        entry.put("tokens", state.tokens());
        entry.putAll(GrpoRecord.of(all, updates));
        if (settings.dynamic()) {
            entry.put("groups asked", all.size());
            entry.put("accuracy learned from", GrpoRecord.accuracy(groups));
        }
        if (reference.isPresent()) {
            entry.put("kl", GrpoRecord.divergence(updates));
        }
        var rewards = new LinkedHashMap<String, Double>();
        means.forEach((name, values) -> rewards.put(name, values.getAverage()));
        entry.put("rewards", rewards);
        entry.put("rate", settings.schedule().at(state.step() - 1));
        entry.put("seconds", (end - begin) / 1e9);
        entry.put("rollout seconds", (learning - begin - judging) / 1e9);
        entry.put("reward seconds", judging / 1e9);
        entry.put("learning seconds", (end - learning) / 1e9);
        entry.put("tokens per second", generated * 1e9 / (end - begin));
        entry.put("load", updates.getLast().loads());
        if (settings.evaluateEvery() > 0 && state.step() % settings.evaluateEvery() == 0) {
            entry.putAll(questions.evaluated(asker, settings.evaluate(), settings.maxTokens()));
        }
        if (settings.samplesEvery() > 0 && state.step() % settings.samplesEvery() == 0) {
            samples.append(state.step(), Collections.max(groups, Comparator.comparingDouble(Group::spread)));
        }
        learner.log().append(entry);
        if (settings.referenceEvery() > 0 && state.step() % settings.referenceEvery() == 0) {
            reference.ifPresent(r -> r.become(learner.student()));
        }
        observer.step(state.step(), settings.steps(), entry);
    }

    /** @param means of each reward, which the answers are added to */
    private List<Group> judged(List<Asker.Asked> asked, Map<String, DoubleSummaryStatistics> means) {
        var attempts = new ArrayList<Attempt>();
        asked.forEach(a -> attempts.addAll(a.attempts()));
        var worth = reward.judge(attempts);
        worth.parts().forEach((name, values) -> {
            var mean = means.computeIfAbsent(name, n -> new DoubleSummaryStatistics());
            values.forEach(mean::accept);
        });
        var rewards = worth.sums();
        var groups = new ArrayList<Group>();
        int at = 0;
        for (var one : asked) {
            int size = one.attempts().size();
            var values = rewards.subList(at, at + size).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            at += size;
            groups.add(Group.of(
                    one.ask().problem(),
                    one.ask().thinking(),
                    one.prompt(),
                    one.answers(),
                    one.attempts(),
                    values,
                    settings.objective().form()));
        }
        return groups;
    }

    private List<PolicyStep.Outcome> learn(List<Group> groups) {
        var outcomes = new ArrayList<PolicyStep.Outcome>();
        var parts = parts(groups);
        // before the first update the policy is still the one that sampled
        var routes = parts.stream()
                .map(p -> settings.keepRouting() && parts.size() > 1 ? step.routes(p) : Routes.NONE)
                .toList();
        for (int part = 0; part < parts.size(); part++) {
            if (parts.get(part).isEmpty()) {
                observer.note("step %d: no answer ended, nothing is learned".formatted(state.step() + 1));
                continue;
            }
            var outcome = step.run(
                    parts.get(part),
                    settings.objective(),
                    settings.schedule().at(state.step()),
                    settings.biasSpeed(),
                    routes.get(part));
            if (part == 0 && outcome.offRatio() > 0) {
                throw new IllegalStateException(
                        "%d tokens have another probability than when they were sampled".formatted(outcome.offRatio()));
            }
            if (!Double.isFinite(outcome.norm())) {
                observer.note("step %d: the loss or a gradient is no number, the answers are left out"
                        .formatted(state.step() + 1));
            }
            outcomes.add(outcome);
        }
        return outcomes.isEmpty() ? List.of(new PolicyStep.Outcome(0, 0, 0, 0, 0, 0, Map.of())) : outcomes;
    }

    /** The answers of each update. */
    private List<List<Episode>> parts(List<Group> groups) {
        int count = Math.min(settings.updates(), groups.size());
        return IntStream.range(0, count)
                .mapToObj(i -> groups.subList(i * groups.size() / count, (i + 1) * groups.size() / count).stream()
                        .flatMap(g -> g.episodes().stream())
                        .filter(e -> settings.punishOverlong() || e.attempt().ended())
                        .toList())
                .toList();
    }

    @Override
    public void close() {
        learner.close();
    }
}
