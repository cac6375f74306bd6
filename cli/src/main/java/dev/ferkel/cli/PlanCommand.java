package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.plan.NetworkPlan;
import dev.ferkel.internal.plan.TrainingCost;
import dev.ferkel.internal.run.Forecast;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel plan}: what a network takes to train and to serve. */
@Command(
        name = "plan",
        description = "Tell what a network takes to train and serve, or how long a recipe runs on this machine.",
        footer = {
            "",
            "FLOPs count a multiplication with its addition as two, attention over half the sequence, and three forward "
                    + "passes a training step. A recipe is measured: its tokenizer in full, thirty steps of each "
                    + "pretraining, five of grpo and distill. After stages that teach it to answer those are an upper "
                    + "bound, 'at most': the model that is measured has hardly learned, and its answers never end.",
            "",
            "Examples:",
            "  ferkel plan DeepSeek-V3/config.json --tokens 14.8e12 \\",
            "    --gpu-hours-per-trillion 180e3 --more-hours 124e3",
            "  ferkel plan DeepSeek-V3/config.json --tokens 14.8e12 --utilisation 0.4",
            "  ferkel plan recipes/piglet-base.yaml"
        })
final class PlanCommand implements Callable<Integer> {
    private static final String AT_MOST = ", at most";

    @Parameters(
            index = "0",
            paramLabel = "CONFIG|RECIPE",
            description = "A config.json, a model's file, folder or name on the hub, or a recipe in YAML.")
    ModelArgument path = ModelArgument.NONE;

    @Option(
            names = "--sequence",
            paramLabel = "N",
            order = 1,
            description = "Positions of a training sequence. Default: 4096, or the model's context if that is less.")
    int sequence = 4096;

    @Option(names = "--tokens", paramLabel = "X", order = 2, description = "Tokens to train on, such as 14.8e12.")
    @Nullable
    Double tokens;

    @Option(
            names = "--gpu-hours-per-trillion",
            paramLabel = "X",
            order = 3,
            description = "Measured GPU hours per trillion tokens; utilisation is derived from it.")
    @Nullable
    Double hoursPerTrillion;

    @Option(
            names = "--more-hours",
            paramLabel = "X",
            split = ",",
            order = 4,
            description = "GPU hours of what follows pretraining, such as 119e3,5e3.")
    List<Double> moreHours = new ArrayList<>();

    @Option(names = "--price", paramLabel = "X", order = 5, description = "Dollars a GPU hour. Default: 2.")
    double price = 2;

    @Option(
            names = "--peak",
            paramLabel = "X",
            order = 6,
            description = "TFLOPS of a GPU. Default: 989.5, an H800's in BF16.")
    double peak = 989.5;

    @Option(
            names = "--utilisation",
            paramLabel = "X",
            order = 7,
            description = "Share of the peak that is reached, without measured hours. Default: 0.4.")
    double utilisation = 0.4;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            order = 8,
            description = "Replaces a value of the recipe. May be given several times.")
    List<String> changes = new ArrayList<>();

    @Option(names = "--threads", paramLabel = "N", order = 9, description = "Compute threads. Default: all cores.")
    @Nullable
    Integer threads;

    @Option(names = "--json", order = 10, description = "One line of JSON.")
    boolean json;

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    PlanCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        var name = path.text().toLowerCase(Locale.ROOT);
        show(name.endsWith(".yaml") || name.endsWith(".yml") ? recipe() : network());
        return 0;
    }

    private Map<String, Object> recipe() {
        ComputeFlags.threads(threads);
        Forecast forecast;
        try {
            forecast = Forecast.measure(
                    Path.of(path.text()), changes, new InitArgument(path.environment(), streams, common.quiet));
        } catch (IOException e) {
            throw new FerkelException("the temporary folder can't be written: " + e.getMessage(), e);
        }
        var figures = new LinkedHashMap<String, Object>();
        int number = 0;
        for (var stage : forecast.stages()) {
            var label = "stage " + ++number + ", " + stage.kind() + ": ";
            if (stage.tokens() > 0) {
                figures.put(label + "tokens", stage.tokens());
                figures.put(label + "tokens per second", stage.tokensPerSecond());
            }
            figures.put(label + "seconds" + (stage.isAtMost() ? AT_MOST : ""), stage.seconds());
        }
        var most = forecast.isAtMost() ? AT_MOST : "";
        figures.put("seconds" + most, forecast.seconds());
        figures.put("hours" + most, forecast.seconds() / 3600);
        return figures;
    }

    private Map<String, Object> network() {
        var config = Inspection.of(path.locateText(streams, common.quiet)).config();
        if (sequence < 1) {
            throw FerkelException.of("--sequence is %d, expected 1 or more", sequence);
        }
        var plan = NetworkPlan.of(config, length(config));
        var figures = new LinkedHashMap<String, Object>();
        figures.put("parameters", plan.parameters());
        figures.put("active parameters", plan.active());
        figures.put("multi-token prediction parameters", plan.mtpParameters());
        figures.put("sequence", plan.length());
        figures.put("GFLOPs a token, forward", plan.forwardFlops() / 1e9);
        figures.put("GFLOPs a token, training", plan.trainingFlops() / 1e9);
        figures.put("cache bytes a token, 16 bits", plan.cacheBytes());
        for (var training : NetworkPlan.Training.values()) {
            figures.put("GB to train, " + training, plan.trainingBytes(training) / 1e9);
        }
        for (var serving : NetworkPlan.Serving.values()) {
            figures.put("GB to serve, " + serving, plan.servingBytes(serving) / 1e9);
        }
        if (tokens != null) {
            cost(figures, plan.trainingFlops(), tokens);
        }
        return figures;
    }

    private int length(ModelConfig config) {
        return Math.min(sequence, config.maxPositions());
    }

    private void cost(Map<String, Object> figures, double flops, double count) {
        double more = moreHours.stream().mapToDouble(h -> h).sum();
        var cost = hoursPerTrillion == null
                ? TrainingCost.predicted(count, utilisation, more, price, flops, peak * 1e12)
                : TrainingCost.measured(count, hoursPerTrillion, more, price, flops, peak * 1e12);
        figures.put("tokens", count);
        figures.put("pretraining, thousand GPU hours", cost.gpuHours() / 1e3);
        figures.put("all training, thousand GPU hours", cost.totalHours() / 1e3);
        figures.put("million dollars", cost.dollars() / 1e6);
        figures.put("utilisation of " + peak + " TFLOPS", cost.utilisation());
    }

    private void show(Map<String, Object> figures) {
        if (json) {
            streams.show(JsonMapper.shared().writeValueAsString(figures) + "\n");
            return;
        }
        figures.forEach((name, value) -> streams.show(
                value instanceof Long n
                        ? String.format(Locale.ROOT, "%-38s %,d%n", name, n)
                        : value instanceof Double d
                                ? String.format(Locale.ROOT, d >= 1e9 ? "%-38s %.4g%n" : "%-38s %,.4f%n", name, d)
                                : String.format(Locale.ROOT, "%-38s %s%n", name, value)));
    }
}
