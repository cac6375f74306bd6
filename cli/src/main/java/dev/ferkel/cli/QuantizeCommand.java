package dev.ferkel.cli;

import dev.ferkel.internal.conversion.FileType;
import dev.ferkel.internal.conversion.Quantization;
import dev.ferkel.internal.conversion.TypeRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferkel quantize}: weights in fewer bits. */
@Command(
        name = "quantize",
        description = "Write a model's weights in fewer bits, as a GGUF file.",
        footer = {
            "",
            "TYPE is Q8_0, Q6_K, Q5_K_M, Q5_K_S, Q4_K_M, Q4_K_S, Q3_K_L, Q3_K_M, Q3_K_S, Q2_K, Q2_K_S, Q4_0, Q4_1, Q5_0, "
                    + "Q5_1, IQ4_XS, IQ4_NL, MXFP4_MOE, BF16, F16 or F32. Tensors get their types, and blocks their "
                    + "bytes, as llama.cpp's llama-quantize gives them.",
            "",
            "Examples:",
            "  ferkel quantize model-BF16.gguf model-Q4_K_M.gguf Q4_K_M",
            "  ferkel quantize DeepSeek-V3 DeepSeek-V3-Q4_K_M.gguf Q4_K_M",
            "  ferkel quantize model-F16.gguf small.gguf Q3_K_M \\",
            "    --tensor ffn_down=Q4_K --tensor 'attn_(q|k)'=Q5_K"
        })
final class QuantizeCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "SRC",
            description = "A GGUF file, a Hugging Face folder, FP8 too, or a name on the hub, see pull.")
    ModelArgument source = ModelArgument.NONE;

    @Parameters(index = "1", paramLabel = "DST", description = "The file to write.")
    Path target = Path.of("");

    @Parameters(index = "2", paramLabel = "TYPE", description = "What the weights become; see below.")
    String type = "";

    @Option(
            names = "--tensor",
            paramLabel = "PATTERN=TYPE",
            order = 1,
            description = "A type for the tensors whose GGUF names match a regular expression. The first that matches "
                    + "counts. May be given several times.")
    List<String> rules = new ArrayList<>();

    @Option(
            names = "--requantize",
            order = 2,
            description = "Take weights that are quantised already, which loses more than quantising once.")
    boolean again;

    @Option(
            names = "--imatrix",
            paramLabel = "FILE",
            order = 3,
            description = "An importance matrix, from the imatrix command or llama-imatrix (GGUF): errors count where "
                    + "the model's inputs are large.")
    @Nullable
    Path importance;

    @Mixin
    final FileThreads threads = new FileThreads();

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    QuantizeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        threads.apply();
        var quantization = new Quantization(
                FileType.of(type), rules.stream().map(TypeRule::of).toList(), again, Optional.ofNullable(importance));
        var path = source.locate(streams, common.quiet);
        try (var bar = ProgressBar.ofBytes(streams, common.quiet, "quantizing")) {
            var result = quantization.write(path, target, bar);
            bar.close();
            streams.show(String.format(
                    Locale.ROOT,
                    "%s: %d tensors, %s, was %s; %.2f bits a weight%n",
                    target,
                    result.tensors(),
                    Quantity.bytes(result.bytes()),
                    Quantity.bytes(result.before()),
                    8.0 * result.bytes() / result.parameters()));
        }
        return 0;
    }
}
