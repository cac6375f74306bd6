package dev.ferkel.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ferkel merge}: a model and its adapter into one. */
@Command(
        name = "merge",
        description = "Add a LoRA adapter, as PEFT saves it and 'train' makes it, into the weights of its model.",
        footer = {
            "",
            "The sums are computed in F32 and rounded to the model's type. Quantised weights and FP8 become bf16 unless "
                    + "--type says otherwise. The adapter's tokenizer and template, if it has them, replace the "
                    + "model's. To apply an adapter without a copy, see --adapter of the commands that run a model.",
            "",
            "Examples:",
            "  ferkel merge Qwen2.5-0.5B-Instruct runs/mine/final merged",
            "  ferkel quantize merged merged-Q4_K_M.gguf Q4_K_M"
        })
final class MergeCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A Hugging Face folder or a GGUF file, or a name on a hub.")
    ModelArgument source = ModelArgument.NONE;

    @Parameters(
            index = "1",
            paramLabel = "ADAPTER",
            description = "A folder with adapter_config.json and adapter_model.safetensors.")
    Path adapter = Path.of("");

    @Parameters(index = "2", paramLabel = "DST", description = "The folder to write, which is not there yet.")
    Path target = Path.of("");

    @Mixin
    final ConversionFlags flags = new ConversionFlags();

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    MergeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        return flags.write(
                source.locate(streams, common.quiet), target, Optional.of(adapter), common, streams, "merging");
    }
}
