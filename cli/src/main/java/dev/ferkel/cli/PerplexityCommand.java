package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.engine.Perplexity;
import dev.ferkel.internal.model.WeightForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel perplexity}: how well a model predicts a text, or how far it is from another model. */
@Command(
        name = "perplexity",
        description = "Measure how well a model predicts a text: the lower the perplexity, the better.",
        footer = {
            "",
            "The text is cut into windows of --window tokens, and the second half of each counts, as llama.cpp's "
                    + "llama-perplexity does. If the tokenizer adds a token at the beginning of a text, every window "
                    + "begins with it. With --kl-divergence the model is compared with another with the same "
                    + "vocabulary, such as the same model before it was quantised.",
            "",
            "Examples:",
            "  ferkel perplexity model.Q4_K_M.gguf book.txt",
            "  ferkel perplexity model.Q4_K_M.gguf book.txt --kl-divergence model.BF16.gguf"
        })
final class PerplexityCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A GGUF file, a Hugging Face folder or a name on the hub, see pull.")
    ModelArgument path = ModelArgument.NONE;

    @Parameters(index = "1", paramLabel = "FILE", description = "A text in UTF-8.")
    Path file = Path.of("");

    @Option(
            names = "--kl-divergence",
            paramLabel = "BASE",
            order = 1,
            description = "Reference model, computed exactly.")
    @Nullable
    ModelArgument base;

    @Option(names = "--window", paramLabel = "N", order = 2, description = "Tokens a window. Default: 512.")
    int window = 512;

    @Option(names = "--windows", paramLabel = "N", order = 3, description = "Number of windows at most; 0: all.")
    int windows;

    @Option(names = "--json", order = 4, description = "One line of JSON.")
    boolean json;

    @Mixin
    final ComputeFlags compute = new ComputeFlags();

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    PerplexityCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (windows < 0) {
            throw FerkelException.of("--windows is %d, expected 0 or more", windows);
        }
        var text = read(file);
        compute.apply();
        try (var bar = new ProgressBar(streams, common.quiet, "loading");
                var model = compute.open(path.locate(streams, common.quiet), bar)) {
            var tokenizer = model.tokenizer();
            var measure = new Perplexity(window, compute.cacheType(), Perplexity.beginning(tokenizer));
            int[] ids = tokenizer.encode(text, true);
            if (windows > 0 && (long) windows * window < ids.length) {
                ids = java.util.Arrays.copyOf(ids, windows * window);
            }
            bar.close();
            if (base == null) {
                show(one(measure, model, ids));
            } else {
                try (var other = LoadedModel.open(base.locate(streams, common.quiet), bar, WeightForm.EXACT)) {
                    show(two(measure, other, model, ids));
                }
            }
            return 0;
        }
    }

    /** A text of the user's. */
    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new FerkelException(
                    file + ": can't be read: " + (Files.exists(file) ? "not a text in UTF-8" : "no such file"), e);
        }
    }

    private Map<String, Object> one(Perplexity measure, LoadedModel model, int[] ids) {
        try (var bar = new ProgressBar(streams, common.quiet, "computing")) {
            var result = measure.of(model.model(), ids, bar);
            return results(result);
        }
    }

    private static Map<String, Object> results(Perplexity.Result result) {
        var figures = new LinkedHashMap<String, Object>();
        figures.put("tokens", result.tokens());
        figures.put("perplexity", result.perplexity());
        figures.put("perplexity error", result.perplexityError());
        return figures;
    }

    private Map<String, Object> two(Perplexity measure, LoadedModel other, LoadedModel model, int[] ids) {
        try (var bar = new ProgressBar(streams, common.quiet, "computing")) {
            var result = measure.compare(other.model(), model.model(), ids, bar);
            var figures = results(result.model());
            figures.put("base perplexity", result.base().perplexity());
            figures.put("KL divergence", result.kl().value());
            figures.put("KL divergence error", result.kl().error());
            figures.put("KL divergence 99 %", result.kl99());
            figures.put("same top token", result.sameTop());
            figures.put("mean |log-probability difference|", result.logDifference());
            return figures;
        }
    }

    private void show(Map<String, Object> figures) {
        if (json) {
            streams.show(JsonMapper.shared().writeValueAsString(figures) + "\n");
            return;
        }
        figures.forEach((name, value) -> streams.show(
                value instanceof Double d
                        ? String.format(Locale.ROOT, "%-36s %.6f%n", name, d)
                        : String.format(Locale.ROOT, "%-36s %s%n", name, value)));
    }
}
