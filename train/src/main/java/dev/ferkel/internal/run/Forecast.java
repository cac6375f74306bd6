package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How long a recipe takes on this machine, from its stages run for a few steps.
 *
 * @param stages one after the other
 */
public record Forecast(List<Stage> stages) {
    /** Steps that are measured, and those before that warm up. */
    private static final int STEPS = 30;

    private static final int WARM_UP = 10;

    /**
     * A stage.
     *
     * @param tokens it learns from
     * @param tokensPerSecond while it learns
     * @param seconds of all of it: learning, evaluations, checkpoints
     * @param isAtMost whether it takes no longer, and likely less: answers of a model that has hardly learned yet never end
     */
    public record Stage(String kind, long tokens, double tokensPerSecond, double seconds, boolean isAtMost) {}

    public Forecast {
        stages = List.copyOf(stages);
    }

    public double seconds() {
        return stages.stream().mapToDouble(Stage::seconds).sum();
    }

    /** Whether {@link #seconds} are more than it is likely to take. */
    public boolean isAtMost() {
        return stages.stream().anyMatch(Stage::isAtMost);
    }

    /**
     * Measures in a temporary folder, which is deleted. A tokenizer's stage is run in full.
     *
     * @param changes as {@link Recipe#read} takes them
     * @param located finds the weights that a recipe names
     * @throws FerkelException if the recipe is wrong, or samples
     */
    public static Forecast measure(Path file, List<String> changes, UnaryOperator<Recipe> located) throws IOException {
        var recipe = Recipe.read(file, changes);
        if (recipe.stages().stream().anyMatch(s -> s instanceof SampleSettings)) {
            throw FerkelException.of(
                    "%s: has a 'sample' stage, whose time depends on what was learned before: it can't be foretold",
                    file);
        }
        var shorter = new ArrayList<>(changes);
        for (int i = 0; i < recipe.stages().size(); i++) {
            var stage = recipe.stages().get(i);
            var learning = stage instanceof PretrainSettings p
                    ? Optional.of(p)
                    : stage instanceof SftSettings s ? Optional.of(s.learning()) : Optional.<PretrainSettings>empty();
            if (stage instanceof GrpoSettings || stage instanceof DistillSettings) {
                shorter.add("stages." + i + "." + stage.kind() + ".steps=5");
            }
            if (learning.isPresent()) {
                var settings = learning.get();
                var key = "stages." + i + "." + stage.kind() + ".";
                // that of epochs is only known when it runs
                boolean counted = stage instanceof SftSettings s && s.epochs().isPresent();
                int steps = counted ? STEPS : Math.min(STEPS, settings.steps());
                shorter.add(key + "batch-ramp=");
                shorter.add(key + "checkpoint-every=" + Math.max(1, steps - 2));
                if (settings.evaluateEvery() > 0) {
                    shorter.add(key + "evaluate-every=" + steps);
                }
            }
        }
        var folder = Files.createTempDirectory("ferkel-plan");
        try {
            var watch = new Watch();
            Run.execute(located.apply(Recipe.read(file, shorter)), folder.resolve("run"), false, "", watch, STEPS);
            watch.note("");
            var stages = new ArrayList<Stage>();
            boolean learned = false;
            for (int i = 0; i < recipe.stages().size(); i++) {
                var settings = recipe.stages().get(i);
                stages.add(watch.stages.get(i).whole(settings, learned));
                learned |= !(settings instanceof TokenizerSettings || settings instanceof PublishSettings);
            }
            return new Forecast(stages);
        } finally {
            Folders.delete(folder);
        }
    }

    /** What a short run of a stage took. */
    private static final class Measured {
        private final List<Double> steps = new ArrayList<>();
        private final List<Double> besides = new ArrayList<>();
        private double end;
        private int total;

        /** @param learned whether a stage before was to teach it to answer, and did so for a few steps only */
        Stage whole(StageSettings settings, boolean learned) {
            return switch (settings) {
                case TokenizerSettings t -> new Stage(t.kind(), 0, 0, end, false);
                case SampleSettings s -> new Stage(s.kind(), 0, 0, end, false);
                case PublishSettings p -> new Stage(p.kind(), 0, 0, end, false);
                case PretrainSettings p -> whole(p.withSteps(total), p.kind());
                case GrpoSettings g -> whole(g.kind(), g.steps(), learned);
                case DistillSettings d -> whole(d.kind(), d.steps(), learned);
                case SftSettings s -> whole(s.learning().withSteps(total), s.kind());
            };
        }

        private Stage whole(PretrainSettings settings, String kind) {
            int warm = Math.min(WARM_UP, steps.size() - 1);
            var timed = steps.subList(warm, steps.size());
            double step = median(timed);
            double evaluation = settings.evaluateEvery() > 0 ? besides.getLast() : 0;
            double checkpoint = besides.size() > 1 ? besides.get(besides.size() - 2) : 0;
            double first = besides.getFirst();
            long tokens = (long) settings.batch() * settings.sequence();
            double seconds = first
                    + settings.tokens() * step / tokens
                    + (steps.subList(0, warm).stream().mapToDouble(s -> s).sum() - warm * step)
                    + settings.steps() / settings.checkpointEvery() * checkpoint
                    + (settings.evaluateEvery() > 0 ? settings.steps() / settings.evaluateEvery() : 0) * evaluation
                    + end;
            return new Stage(kind, settings.tokens(), tokens / step, seconds, false);
        }

        private Stage whole(String kind, int all, boolean isAtMost) {
            double step = steps.isEmpty() ? 0 : median(steps.subList(steps.size() / 2, steps.size()));
            return new Stage(kind, 0, 0, all * step + end, isAtMost);
        }

        private static double median(List<Double> values) {
            var sorted = values.stream().mapToDouble(v -> v).toArray();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }

    /** Notes the time of every step, and what passed beside it: loading before, a checkpoint, an evaluation. */
    private static final class Watch implements RunObserver {
        private final List<Measured> stages = new ArrayList<>();
        private long last = System.nanoTime();

        @Override
        public void note(String line) {
            if (!stages.isEmpty()) {
                stages.getLast().end += passed();
            }
            last = System.nanoTime();
            if (line.startsWith("stage ")) {
                stages.add(new Measured());
            }
        }

        @Override
        public void step(int done, int total, Map<String, ?> record) {
            double seconds = record.get("seconds") instanceof Number n ? n.doubleValue() : 0;
            stages.getLast().total = total;
            stages.getLast().steps.add(seconds);
            stages.getLast().besides.add(Math.max(0, passed() - seconds));
            last = System.nanoTime();
        }

        private double passed() {
            return (System.nanoTime() - last) / 1e9;
        }
    }
}
