package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.cache.PagePool;
import dev.ferkel.internal.engine.Benchmark;
import dev.ferkel.internal.engine.DraftBenchmark;
import dev.ferkel.internal.engine.DraftSource;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.engine.Request;
import dev.ferkel.internal.kernel.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel bench}: tokens a second. */
@Command(
        name = "bench",
        description = "Measure tokens a second on random tokens, with a table like llama-bench's.",
        footer = {
            "",
            "pp512 is a prompt of 512 tokens, tg128 are 128 generated ones, @d2048 means after a prompt of 2048, x16 "
                    + "means sixteen answers at once, counted together. Figures are medians of the rounds; the "
                    + "first rounds are not counted. The last line is the same as JSON.",
            "",
            "Examples:",
            "  ferkel bench model.gguf",
            "  ferkel bench model.gguf --prompt 64,4096 --depth 1,2048 --rounds 7",
            "  ferkel bench model.gguf --batch 16 --depth 2048 --cache-type q8_0",
            "  ferkel bench model.gguf --drafts lookup",
            "  ferkel bench model.gguf --profile"
        })
final class BenchCommand implements Callable<Integer> {
    private static final int DRAFT_PROMPT = 240;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A GGUF file, a Hugging Face folder or a name on the hub, see pull.")
    ModelArgument path = ModelArgument.NONE;

    @Option(
            names = "--prompt",
            split = ",",
            paramLabel = "N",
            order = 1,
            description = "Prompt lengths, 0: none. Default: 512.")
    List<Integer> prompts = List.of(512);

    @Option(
            names = "--generate",
            paramLabel = "N",
            order = 2,
            description = "Tokens to generate, 0: none. Default: 128.")
    int generate = 128;

    @Option(
            names = "--depth",
            split = ",",
            paramLabel = "N",
            order = 3,
            description = "Tokens before those that are generated. Default: 1.")
    List<Integer> depths = List.of(1);

    @Option(
            names = "--batch",
            split = ",",
            paramLabel = "N",
            order = 4,
            description = "Answers at once. Default: 1,4,16.")
    List<Integer> batches = List.of(1, 4, 16);

    @Option(names = "--rounds", paramLabel = "N", order = 5, description = "Rounds that count. Default: 3.")
    int rounds = 3;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            order = 5,
            description =
                    "Seconds of uncounted warm-up per case (at least one round), for Java's compiler. Default: 3.")
    int warmUp = 3;

    @Option(
            names = "--drafts",
            paramLabel = "KIND",
            order = 6,
            description = "Only measure drafts (lookup or mtp): the speed-up on repetitive text, next to the bound set "
                    + "by acceptance and cost.")
    @Nullable
    DraftSource drafts;

    @Option(
            names = "--timeline",
            order = 7,
            description = "Only this: eight requests that come one after the other, a line each and a column a step.")
    boolean timeline;

    @Option(
            names = "--profile",
            order = 8,
            description = "Only this: what each operation of a prompt and of an answer takes, what it reads (weights "
                    + "as they lie in memory, and the cache) and multiplies, next to what this machine reaches at all: "
                    + "'bound' is the share of its time that reading or multiplying alone would take, whichever is "
                    + "longer; above 100 percent where a processor's cache holds what is read. 'waits' is the share for "
                    + "which the engine's thread waits for the others.")
    boolean profile;

    @Mixin
    final EngineFlags engine = new EngineFlags();

    @Mixin
    final ComputeFlags compute = new ComputeFlags();

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    BenchCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        check();
        var options = engine.options();
        compute.apply();
        try (var bar = new ProgressBar(streams, common.quiet, "loading");
                var model = compute.open(path.locate(streams, common.quiet), bar)) {
            bar.close();
            if (!common.quiet) {
                streams.note(Version.kernels() + ", " + Workers.threads() + " threads");
            }
            options.cacheType(compute.cacheType());
            if (engine.context == null) {
                options.context(Math.min(model.config().maxPositions(), tokens()));
            }
            if (timeline) {
                timeline(model, options.sharedChunk(64));
                return 0;
            }
            if (drafts != null) {
                drafts(model, options, drafts);
                return 0;
            }
            if (profile) {
                new ProfileTable(streams)
                        .show(
                                model.model(),
                                options,
                                prompts.getFirst(),
                                generate,
                                depths.getFirst(),
                                Duration.ofSeconds(warmUp));
                return 0;
            }
            try (var bench = new Benchmark(model.model(), options, rounds, Duration.ofSeconds(warmUp))) {
                var rows = rows(bench);
                streams.show(json(model, rows) + "\n");
            }
            return 0;
        }
    }

    private void timeline(LoadedModel model, EngineOptions.Builder options) {
        try {
            streams.show("prompt + answer, then a column a step: p a piece of the prompt, 1 a token, w waiting\n");
            Timeline.of(model.model(), options.build()).forEach(l -> streams.show(l + "\n"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drafts(LoadedModel model, EngineOptions.Builder options, DraftSource source) {
        int[] once = new Random(3).ints(40, 0, model.config().vocabularySize()).toArray();
        int[] ids =
                IntStream.range(0, DRAFT_PROMPT).map(i -> once[i % once.length]).toArray();
        var request = Request.builder(ids).maxTokens(generate).build();
        var result = DraftBenchmark.run(model.model(), options, source, 4, request);
        var line = new LinkedHashMap<String, Object>();
        line.put("drafted", result.drafted());
        line.put("accepted", result.accepted());
        line.put("accepted a step", result.acceptedPerStep());
        line.put("cost of verifying", result.verifyCost());
        line.put("cost of drafting", result.draftCost());
        line.put("gain", result.gain());
        line.put("bound", result.bound());
        line.put("share of the bound", result.gain() / result.bound());
        line.put("same tokens", result.same());
        streams.show(JsonMapper.shared().writeValueAsString(line) + "\n");
    }

    private void check() {
        boolean alone = timeline || profile || drafts != null;
        prompts.forEach(n -> tokens("--prompt", n, alone));
        tokens("--generate", generate, alone);
        depths.forEach(n -> AnswerFlags.positive("--depth", n));
        batches.forEach(n -> AnswerFlags.positive("--batch", n));
        AnswerFlags.positive("--rounds", rounds);
        if (warmUp < 0) {
            throw FerkelException.of("--warm-up is %d, expected 0 or more", warmUp);
        }
    }

    /** @param some whether 0, not to measure it at all, leaves nothing to do */
    private static void tokens(String option, int value, boolean some) {
        if (value < (some ? 1 : 0)) {
            throw FerkelException.of("%s is %d, expected %d or more", option, value, some ? 1 : 0);
        }
    }

    /** Tokens of the longest sequence, and a page to spare. */
    private int tokens() {
        if (timeline) {
            return 1024;
        }
        if (drafts != null) {
            return DRAFT_PROMPT + generate + PagePool.PAGE;
        }
        int prompt = prompts.stream().mapToInt(Integer::intValue).max().orElse(1);
        int depth = depths.stream().mapToInt(Integer::intValue).max().orElse(1);
        return Math.max(prompt + 1, depth + generate) + PagePool.PAGE;
    }

    private List<Benchmark.Row> rows(Benchmark bench) {
        streams.show(String.format(Locale.ROOT, "%-16s %12s %12s %12s%n", "test", "tokens/s", "least", "most"));
        var rows = new ArrayList<Benchmark.Row>();
        prompts.stream().filter(n -> n > 0).forEach(n -> add(rows, bench.prompt(n)));
        if (generate > 0) {
            for (int answers : batches) {
                depths.forEach(d -> add(rows, bench.generate(generate, d, answers)));
            }
        }
        return rows;
    }

    private void add(List<Benchmark.Row> rows, Benchmark.Row row) {
        rows.add(row);
        streams.show(String.format(
                Locale.ROOT,
                "%-16s %12.2f %12.2f %12.2f%n",
                row.name(),
                row.tokensPerSecond(),
                row.least(),
                row.most()));
    }

    private String json(LoadedModel model, List<Benchmark.Row> rows) {
        var line = new LinkedHashMap<String, Object>();
        line.put("model", model.name());
        line.put("bytes", model.checkpoint().byteSize());
        line.put("kernels", Version.kernels());
        line.put("threads", Workers.threads());
        line.put("exact", compute.exact);
        line.put("rounds", rounds);
        line.put("rows", rows);
        return JsonMapper.shared().writeValueAsString(line);
    }
}
