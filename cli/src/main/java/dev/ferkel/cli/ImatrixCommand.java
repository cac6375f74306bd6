package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.conversion.Importance;
import dev.ferkel.internal.engine.Perplexity;
import dev.ferkel.internal.engine.TextParts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferkel imatrix}: which columns of the weights matter. */
@Command(
        name = "imatrix",
        description = "Gather which columns of a model's weights matter on a text, for quantize --imatrix.",
        footer = {
            "",
            "The file is of llama.cpp's GGUF kind: llama-quantize reads it, and quantize reads llama-imatrix's. A few "
                    + "hundred windows of text like what the model will see are enough.",
            "",
            "Examples:",
            "  ferkel imatrix model-BF16.gguf book.txt --out model.imatrix.gguf",
            "  ferkel quantize model-BF16.gguf model-Q3_K_M.gguf Q3_K_M \\",
            "    --imatrix model.imatrix.gguf"
        })
final class ImatrixCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A GGUF file, a Hugging Face folder or a name on the hub, see pull.")
    ModelArgument path = ModelArgument.NONE;

    @Parameters(index = "1", paramLabel = "FILE", description = "A text in UTF-8.")
    Path file = Path.of("");

    @Option(names = "--out", paramLabel = "FILE", order = 1, description = "Where to. Default: imatrix.gguf.")
    Path out = Path.of("imatrix.gguf");

    @Option(names = "--window", paramLabel = "N", order = 2, description = "Tokens a window. Default: 512.")
    int window = 512;

    @Option(names = "--windows", paramLabel = "N", order = 3, description = "Number of windows at most; 0: all.")
    int windows;

    @Mixin
    final FileThreads threads = new FileThreads();

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    ImatrixCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (windows < 0) {
            throw FerkelException.of("--windows is %d, expected 0 or more", windows);
        }
        threads.apply();
        var model = path.locate(streams, common.quiet);
        var tokenizer = TextParts.open(model).tokenizer();
        int[] ids = tokenizer.encode(PerplexityCommand.read(file), true);
        if (windows > 0 && (long) windows * window < ids.length) {
            ids = Arrays.copyOf(ids, windows * window);
        }
        try (var bar = new ProgressBar(streams, common.quiet, "computing")) {
            var result = new Importance(window, Perplexity.beginning(tokenizer))
                    .write(model, ids, file.toString(), out, bar);
            bar.close();
            streams.show("%s: %d matrices, %d windows, %s tokens\n"
                    .formatted(out, result.matrices(), result.windows(), Quantity.grouped(result.tokens())));
        }
        return 0;
    }
}
