package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.WholeFile;
import dev.ferkel.internal.conversion.Conversion;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.sft.Reasoner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A training run in its folder: the recipe's stages one after the other, the last one's model in {@code final}. */
public final class Run {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String RECIPE = "recipe.json";
    private static final String FINAL = "final";

    private final Recipe recipe;
    private final Path folder;
    private final RunObserver observer;

    private final int most;

    private Run(Recipe recipe, Path folder, RunObserver observer, int most) {
        this.recipe = recipe;
        this.folder = folder;
        this.observer = observer;
        this.most = most;
    }

    /**
     * Runs a recipe to its end.
     *
     * @param folder of the run: new, or with {@code resume} one that was interrupted, whose recipe may differ in stages that
     *     haven't begun
     * @param version of this program, for the run's record
     * @return the folder of the model that came out
     * @throws FerkelException if the folder is another run's, or another process is at it
     */
    public static Path execute(Recipe recipe, Path folder, boolean resume, String version, RunObserver observer) {
        return execute(recipe, folder, resume, version, observer, Integer.MAX_VALUE);
    }

    /**
     * As above, cut short.
     *
     * @param most steps that a stage of pretraining or fine-tuning takes at most; its rates are those of all its steps
     */
    static Path execute(Recipe recipe, Path folder, boolean resume, String version, RunObserver observer, int most) {
        var run = new Run(recipe, folder, observer, most);
        try {
            Files.createDirectories(folder);
            try (var lock = RunLock.take(folder)) {
                run.begin(resume, version);
                return run.stages();
            }
        } catch (IOException e) {
            throw new FerkelException(folder + ": can't be written: " + e.getMessage(), e);
        }
    }

    private void begin(boolean resume, String version) throws IOException {
        var file = folder.resolve(RECIPE);
        if (Files.exists(file)) {
            if (!resume) {
                throw FerkelException.of("%s: is a run already: go on with it by --resume, or name another", folder);
            }
            var before = JSON.readTree(file.toFile());
            var now = JSON.readTree(JSON.writeValueAsBytes(recipe.source()));
            if (!before.equals(now)) {
                if (!begunAlike(before, now)) {
                    throw FerkelException.of(
                            "%s: was begun with another recipe (its %s has it), and stages that have begun can't change:"
                                    + " name another folder",
                            folder, RECIPE);
                }
                observer.note("stages that have not begun yet have changed since the run was begun");
                WholeFile.write(file, JSON.writeValueAsBytes(now));
            }
            return;
        }
        WholeFile.write(folder.resolve("run.json"), JSON.writeValueAsBytes(Machine.describe(version)));
        WholeFile.write(file, JSON.writeValueAsBytes(recipe.source()));
    }

    /** Whether two recipes differ in nothing that has happened. */
    private boolean begunAlike(JsonNode before, JsonNode now) throws IOException {
        boolean alike = Files.notExists(folder.resolve(FINAL));
        for (var key : List.of("seed", "init", "model", "tokenizer")) {
            alike &= before.path(key).equals(now.path(key));
        }
        var stages = before.path("stages");
        for (int i = 0; i < stages.size(); i++) {
            var kind = stages.path(i).propertyNames().iterator().next();
            if (hasBegun(place(i, kind))) {
                alike &= stages.path(i).equals(now.path("stages").path(i));
            }
        }
        return alike;
    }

    /** Whether a stage has come further than to the config that each of its starts writes anew. */
    private static boolean hasBegun(Path place) throws IOException {
        if (Files.notExists(place)) {
            return false;
        }
        try (var files = Files.list(place)) {
            return !files.allMatch(f -> f.endsWith("config.json"));
        }
    }

    private Path place(int number, String kind) {
        return folder.resolve(number + "-" + kind);
    }

    private Path stages() throws IOException {
        var model = recipe.init();
        var tokenizer = recipe.tokenizer().or(recipe::init);
        var samples = Optional.<Path>empty();
        int last = recipe.stages().size() - 1;
        for (int i = 0; i <= last; i++) {
            var settings = recipe.stages().get(i);
            var place = place(i, settings.kind());
            var output = i == last ? folder.resolve(FINAL) : place.resolve("result");
            if (!Files.exists(output)) {
                Files.createDirectories(place);
                observer.note("stage %d of %d: %s".formatted(i + 1, last + 1, settings.kind()));
                stage(settings, place, output, model, tokenizer, samples);
            }
            if (settings instanceof SampleSettings) {
                samples = Optional.of(output.resolve(SampleStage.FILE));
            } else {
                tokenizer = Optional.of(output);
                if (settings.adapts() && i < last) {
                    model = Optional.of(merged(model, output, place.resolve("merged")));
                } else if (!(settings instanceof TokenizerSettings)) {
                    model = tokenizer;
                }
            }
        }
        return folder.resolve(FINAL);
    }

    /** The model that a stage after an adapter's begins with: a folder like any other. */
    private Path merged(Optional<Path> base, Path adapter, Path target) {
        if (!Files.exists(target)) {
            observer.note("merging the adapter");
            new Conversion(Optional.empty(), Long.MAX_VALUE, Optional.of(adapter))
                    .write(base.orElseThrow(), target, Progress.NONE);
        }
        return target;
    }

    private void stage(
            StageSettings settings,
            Path place,
            Path output,
            Optional<Path> model,
            Optional<Path> tokenizer,
            Optional<Path> samples)
            throws IOException {
        switch (settings) {
            case TokenizerSettings t -> new TokenizerStage(t, recipe.seed()).run(output);
            case PublishSettings p ->
                PublishStage.run(
                        p,
                        model.orElseThrow(
                                () -> FerkelException.of("there is no model yet to publish: train one first")),
                        output);
            case PretrainSettings p -> {
                var start = new Start(model, recipe.model(), tokenizer, Optional.empty(), p.seed(recipe.seed()));
                learn(p, new TextCurriculum(), start, place, output);
            }
            case DistillSettings d -> {
                var start = new Start(model, Optional.empty(), tokenizer, Optional.empty(), d.seed(recipe.seed()));
                try (var stage = new DistillStage(d, start, place, observer)) {
                    stage.run(output);
                }
            }
            case SampleSettings s -> new SampleStage(s, s.seed(recipe.seed()), place, observer).run(model, output);
            case GrpoSettings g ->
                reinforce(
                        g,
                        new Start(model, Optional.empty(), tokenizer, Optional.empty(), g.seed(recipe.seed())),
                        place,
                        output);
            case SftSettings s -> {
                var curriculum = new ChatCurriculum(s, samples);
                var start = new Start(
                        model,
                        recipe.model(),
                        tokenizer,
                        Optional.of(Reasoner.template()),
                        s.learning().seed(recipe.seed()));
                learn(s.learning(), curriculum, start, place, output);
            }
        }
    }

    private void reinforce(GrpoSettings settings, Start start, Path place, Path output) throws IOException {
        try (var stage = new GrpoStage(settings, start, place, observer)) {
            stage.run(output);
        }
    }

    private void learn(PretrainSettings settings, Curriculum curriculum, Start start, Path place, Path output)
            throws IOException {
        try (var stage = new PretrainStage(settings, curriculum, start, place, observer, most)) {
            stage.run(output);
        }
    }
}
