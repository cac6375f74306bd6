package dev.ferkel.cli;

import dev.ferkel.internal.conversion.Conversion;
import dev.ferkel.internal.conversion.WeightType;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferkel convert}: one file format into another. */
@Command(
        name = "convert",
        description = "Write a model in another format: a Hugging Face folder as GGUF, GGUF as a folder, FP8 as BF16.",
        footer = {
            "",
            "Config, tokenizer, template and multi-token prediction are taken along. What is written appears when it is "
                    + "whole. To have fewer bits in a GGUF file, see quantize, which takes folders, too.",
            "",
            "Examples:",
            "  ferkel convert DeepSeek-R1-Distill-Qwen-1.5B r1-1.5b.gguf",
            "  ferkel convert model-Q4_K_M.gguf model-folder",
            "  ferkel convert DeepSeek-V3 DeepSeek-V3-BF16 --type bf16 --shard-size 5G",
            "  ferkel convert trained trained-fp8 --type fp8"
        })
final class ConvertCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "SRC",
            description = "A GGUF file, a Hugging Face folder or a name on the hub, see pull.")
    ModelArgument source = ModelArgument.NONE;

    @Parameters(
            index = "1",
            paramLabel = "DST",
            description =
                    "What to write: a GGUF file if its name ends in .gguf, otherwise a folder that is not there yet.")
    Path target = Path.of("");

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            order = 1,
            description =
                    "Of the weights: f32, f16, bf16, or for a folder fp8, DeepSeek-V3's with block scales. Default: "
                            + "as they are; bf16 for what the format doesn't have.")
    @Nullable
    WeightType type;

    @Option(
            names = "--shard-size",
            paramLabel = "SIZE",
            order = 2,
            converter = Quantity.Bytes.class,
            description = "Most bytes of one file of weights, such as 5G. Default: 50G; GGUF files are not cut.")
    @Nullable
    Long shardSize;

    @Option(
            names = "--threads",
            paramLabel = "N",
            order = 80,
            description = "Threads that compute. Default: all processors. The files do not depend on it.")
    int threads;

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    ConvertCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        ComputeFlags.threads(threads);
        long whole = target.toString().endsWith(".gguf") ? Long.MAX_VALUE : 50L << 30;
        var conversion = new Conversion(Optional.ofNullable(type), shardSize == null ? whole : shardSize);
        var path = source.locate(streams, common.quiet);
        try (var bar = ProgressBar.ofBytes(streams, common.quiet, "converting")) {
            var written = conversion.write(path, target, bar);
            bar.close();
            streams.show(written + "\n");
        }
        return 0;
    }
}
