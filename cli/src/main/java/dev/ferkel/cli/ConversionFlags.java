package dev.ferkel.cli;

import dev.ferkel.internal.conversion.Conversion;
import dev.ferkel.internal.conversion.WeightType;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags of the commands that write a model again. */
final class ConversionFlags {
    @Option(
            names = "--type",
            paramLabel = "TYPE",
            order = 1,
            description = "Weight type: f32, f16, bf16 or, for folders, fp8 (DeepSeek-V3's block scales). Default: "
                    + "unchanged; bf16 where the target format lacks the type.")
    @Nullable
    WeightType type;

    @Option(
            names = "--shard-size",
            paramLabel = "SIZE",
            order = 2,
            converter = Quantity.Bytes.class,
            description = "Largest file of weights, such as 5G. Default: 50G; GGUF is split only if this is given.")
    @Nullable
    Long shardSize;

    @Option(
            names = "--threads",
            paramLabel = "N",
            order = 80,
            description = "Threads that compute. Default: all processors. The files do not depend on it.")
    @Nullable
    Integer threads;

    /** Writes it, and prints where. */
    int write(Path source, Path target, Optional<Path> adapter, CommonFlags common, Streams streams, String doing) {
        ComputeFlags.threads(threads);
        long whole = target.toString().endsWith(".gguf") ? Long.MAX_VALUE : 50L << 30;
        var conversion = new Conversion(Optional.ofNullable(type), shardSize == null ? whole : shardSize, adapter);
        try (var bar = ProgressBar.ofBytes(streams, common.quiet, doing)) {
            var written = conversion.write(source, target, bar);
            bar.close();
            streams.show(written + "\n");
        }
        return 0;
    }
}
