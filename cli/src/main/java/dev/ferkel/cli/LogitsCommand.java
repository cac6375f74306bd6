package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.SafetensorsWriter;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.engine.Scorer;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferkel logits}: what a model computes for every token of a text, as a file to compare. */
@Command(
        name = "logits",
        description = "Write the logits after every token of a text to a safetensors file.",
        footer = {
            "",
            "The file holds 'logits' F32 [tokens, vocabulary] and, where the model has a multi-token prediction "
                    + "module, 'mtp_logits' F32 [tokens - 1, vocabulary], whose row i is about token i + 2.",
            "",
            "Examples:",
            "  ferkel logits model.gguf --ids 504,3575,282 --out logits.safetensors --exact"
        })
final class LogitsCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A GGUF file, a Hugging Face folder or a name on the hub, see pull.")
    ModelArgument path = ModelArgument.NONE;

    @Option(names = "--ids", required = true, paramLabel = "IDS", order = 1, description = "Token ids such as 1,2,3.")
    String ids = "";

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "FILE",
            order = 2,
            description = "The safetensors file to write.")
    Path out = Path.of("");

    @Mixin
    final ComputeFlags compute = new ComputeFlags();

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    LogitsCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        var tokens = Ids.parse(ids);
        var folder = out.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw FerkelException.of("%s: can't be written: no such folder", out);
        }
        compute.apply();
        try (var loading = new ProgressBar(streams, common.quiet, "loading");
                var model = compute.open(path.locate(streams, common.quiet), loading);
                var arena = Arena.ofShared()) {
            loading.close();
            var tensors = new LinkedHashMap<String, Tensor>();
            tensors.put("logits", logits(model, tokens, arena));
            if (model.model().hasMtp() && tokens.length > 1) {
                tensors.put("mtp_logits", Scorer.mtpLogits(model.model(), tokens, arena));
            }
            SafetensorsWriter.write(out, tensors, Map.of("model", model.name()));
            if (!common.quiet) {
                tensors.forEach((name, t) -> streams.note(name + " " + t.type() + t.shapeText()));
            }
            return 0;
        }
    }

    private Tensor logits(LoadedModel model, int[] tokens, Arena arena) {
        try (var bar = new ProgressBar(streams, common.quiet, "computing")) {
            var all = allocate(arena, tokens.length, model.config().vocabularySize());
            Scorer.score(model.model(), compute.cacheType(), tokens, (first, rows) -> {
                long end = first + rows.dim(0);
                MemorySegment.copy(rows.data(), 0, all.rows(first, end).data(), 0, rows.byteSize());
                bar.at(end, tokens.length);
            });
            return all;
        }
    }

    private static Tensor allocate(Arena arena, long tokens, long vocabulary) {
        try {
            return Tensor.allocate(arena, DType.F32, tokens, vocabulary);
        } catch (OutOfMemoryError e) {
            throw new FerkelException("no memory for the logits of %d tokens".formatted(tokens), e);
        }
    }
}
