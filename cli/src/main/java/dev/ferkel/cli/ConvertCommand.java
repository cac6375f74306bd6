package dev.ferkel.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    final ConversionFlags flags = new ConversionFlags();

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    ConvertCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        return flags.write(
                source.locate(streams, common.quiet), target, Optional.empty(), common, streams, "converting");
    }
}
