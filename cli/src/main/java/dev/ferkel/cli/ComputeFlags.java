package dev.ferkel.cli;

import dev.ferkel.CacheType;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.tensor.DType;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags of the commands that run a model: {@code --threads} never changes what it answers. */
final class ComputeFlags {
    @Option(
            names = "--threads",
            paramLabel = "N",
            order = 80,
            description = "Threads that compute. Default: all processors. The answer does not depend on it.")
    @Nullable
    Integer threads;

    @Option(
            names = "--exact",
            order = 81,
            description = "Round nothing: activations and cache in F32. Slower, and takes more memory.")
    boolean exact;

    @Option(
            names = "--cache-type",
            paramLabel = "TYPE",
            order = 82,
            description = "How keys and values (or MLA's latents) are stored: f16, f32, bf16 or q8_0, about half as "
                    + "large as f16. Default: f16; f32 with --exact.")
    @Nullable
    CacheType cacheType;

    @Option(
            names = "--no-repack",
            order = 83,
            description =
                    "Leave the weights as they are in the mapped file: starts at once and needs little memory, but "
                            + "every token takes longer. The answer is the same.")
    boolean noRepack;

    @Option(
            names = "--keep-panels",
            order = 84,
            description =
                    "Cache the repacked weights in a file next to the model (about its size) and load them from there "
                            + "on later starts with this flag. Rebuilt when the model changes.")
    boolean keepPanels;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            order = 85,
            description =
                    "A LoRA adapter of the model, as PEFT saves it and 'train' makes it: applied at run time in F32; "
                            + "the weights may be quantised. Its tokenizer and template are used if it has them.")
    @Nullable
    Path adapter;

    /** Opens a model, and its adapter if there is one. */
    LoadedModel open(Path path, Progress progress) {
        return LoadedModel.open(path, Optional.ofNullable(adapter), progress, form());
    }

    WeightForm form() {
        if (keepPanels && (exact || noRepack || adapter != null)) {
            throw FerkelException.of(
                    "--keep-panels keeps what --exact, --no-repack and --adapter don't have: leave one out");
        }
        return exact
                ? WeightForm.EXACT
                : noRepack ? WeightForm.MAPPED : keepPanels ? WeightForm.KEPT : WeightForm.PACKED;
    }

    void apply() {
        threads(threads);
    }

    /** Sets how many threads compute; where nothing was said, all processors do. */
    static void threads(@Nullable Integer count) {
        if (count == null) {
            return;
        }
        if (count < 1) {
            throw FerkelException.of("--threads is %d, expected 1 or more", count);
        }
        Workers.threads(count);
    }

    DType cacheType() {
        return cacheType != null ? DType.valueOf(cacheType.name()) : exact ? DType.F32 : DType.F16;
    }
}
