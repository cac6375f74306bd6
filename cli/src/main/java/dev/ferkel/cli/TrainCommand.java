package dev.ferkel.cli;

import dev.ferkel.internal.run.Recipe;
import dev.ferkel.internal.run.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferkel train}: a recipe's stages, one after the other. */
@Command(
        name = "train",
        description = "Train a model by a recipe: tokenizer, pretrain, extend, sft, grpo, distill, sample, publish: "
                + "one stage after the other.",
        footer = {
            "",
            "A run has a folder with the recipe, a line of JSON a step (log.jsonl), checkpoints in Hugging Face's "
                    + "layout and, in the end, the model in RUN/final. A run that was interrupted, however hard, goes on "
                    + "with --resume and comes to the same bits.",
            "",
            "Examples:",
            "  ferkel train recipes/piglet-base.yaml --out runs/piglet",
            "  ferkel train recipes/piglet-base.yaml --out runs/piglet --resume",
            "  ferkel train recipes/tiny.yaml --out runs/tiny \\",
            "    --set stages.1.pretrain.steps=20"
        })
final class TrainCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RECIPE", description = "A YAML file.")
    Path recipe = Path.of("");

    @Option(names = "--out", paramLabel = "RUN", required = true, order = 1, description = "The run's folder.")
    Path out = Path.of("");

    @Option(names = "--resume", order = 2, description = "Go on with the run that is in the folder.")
    boolean resume;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            order = 3,
            description = "Replaces a value of the recipe. May be given several times.")
    List<String> changes = new ArrayList<>();

    @Option(names = "--threads", paramLabel = "N", order = 4, description = "Compute threads. Default: all cores.")
    @Nullable
    Integer threads;

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;
    private final Map<String, String> environment;

    /** @param environment says which hub 'init' may be of */
    TrainCommand(Streams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        ComputeFlags.threads(threads);
        var read = new InitArgument(environment, streams, common.quiet).apply(Recipe.read(recipe, changes));
        try (var view = new TrainView(streams, common.quiet)) {
            var model = Run.execute(read, out, resume, Version.number(), view);
            view.close();
            streams.show(model + "\n");
        }
        return 0;
    }
}
