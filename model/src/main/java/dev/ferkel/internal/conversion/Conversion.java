package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.Folders;
import dev.ferkel.internal.checkpoint.LazyTensor;
import dev.ferkel.internal.model.Adapter;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Writes a model in another file format: a Hugging Face folder as a GGUF file, a GGUF file as a folder, a folder with its
 * weights in another type. What is written appears when it is whole; memory holds a few rows of one tensor at a time.
 *
 * @param type of the weights; where it isn't given, that of most of them, and BF16 for FP8 and quantised ones
 * @param shardBytes most bytes of one file of weights
 * @param adapter a folder of an adapter that is merged into the weights, which become a folder then
 */
public record Conversion(Optional<WeightType> type, long shardBytes, Optional<Path> adapter) {
    /** One without an adapter. */
    public Conversion(Optional<WeightType> type, long shardBytes) {
        this(type, shardBytes, Optional.empty());
    }

    /** @return what was written: the file, the first of several, or the folder */
    public Path write(Path source, Path target, Progress progress) {
        boolean gguf = target.toString().endsWith(".gguf");
        Quantization.checkApart(source, target);
        try (var checkpoint = Checkpoint.open(source)) {
            return gguf ? gguf(checkpoint, target, progress) : folder(checkpoint, target, progress);
        } catch (IOException e) {
            throw new FerkelException(target + ": can't be written: " + e, e);
        }
    }

    private Path gguf(Checkpoint checkpoint, Path target, Progress progress) throws IOException {
        if (type.isPresent() && type.get() == WeightType.FP8) {
            throw FerkelException.of("%s: GGUF has no FP8, expected f32, f16 or bf16", target);
        }
        if (adapter.isPresent()) {
            throw FerkelException.of("%s: an adapter is merged into a folder, which can be converted then", target);
        }
        var model = GgufModel.read(checkpoint);
        var tensors = model.tensors().stream().map(this::inGguf).toList();
        if (type.isPresent() || !checkpoint.isGguf()) {
            var kind = fileType(tensors);
            model.keys()
                    .count("general.quantization_version", GgufModel.QUANTIZATION_VERSION)
                    .count("general.file_type", kind.id());
        }
        var shards = Shards.of(tensors, shardBytes);
        shards.gguf(target, model.keys(), counted(shards, progress));
        int parts = shards.parts().size();
        return parts == 1
                ? target
                : target.resolveSibling(target.getFileName().toString().replaceFirst("\\.gguf$", "")
                        + "-00001-of-%05d.gguf".formatted(parts));
    }

    private LazyTensor inGguf(SourceTensor tensor) {
        return tensor.as(
                type.isPresent() && TensorTypes.isQuantized(tensor) ? type.get().plain() : tensor.type());
    }

    private static FileType fileType(List<LazyTensor> tensors) {
        return switch (commonest(tensors.stream().map(LazyTensor::type).toList())) {
            case F16 -> FileType.F16;
            case BF16 -> FileType.BF16;
            default -> FileType.F32;
        };
    }

    private Path folder(Checkpoint checkpoint, Path target, Progress progress) throws IOException {
        if (Files.exists(target)) {
            throw FerkelException.of("%s: is there already", target);
        }
        var plain = HuggingFaceTensors.of(checkpoint);
        if (adapter.isEmpty()) {
            return folder(checkpoint, plain, target, progress);
        }
        try (var open = Adapter.open(adapter.get())) {
            return folder(checkpoint, AdaptedTensors.of(checkpoint, plain, open), target, progress);
        }
    }

    private Path folder(Checkpoint checkpoint, List<SourceTensor> tensors, Path target, Progress progress)
            throws IOException {
        var written = type.orElseGet(() -> natural(tensors));
        var aside = target.resolveSibling(target.getFileName() + ".part");
        try {
            Folders.delete(aside);
            Files.createDirectories(aside);
            if (checkpoint.isGguf()) {
                FolderText.write(checkpoint, aside, written);
            } else {
                FolderText.copy(FolderModel.folder(checkpoint), aside, written);
            }
            if (adapter.isPresent()) {
                FolderText.copyTokenizer(adapter.get(), aside);
            }
            var lazy = type.isPresent()
                    ? HuggingFaceTensors.as(tensors, written)
                    : HuggingFaceTensors.exactly(tensors, written);
            var shards = Shards.of(lazy, shardBytes);
            shards.safetensors(aside, counted(shards, progress));
            Folders.publish(aside, target);
            return target;
        } catch (IOException | RuntimeException | Error e) {
            Folders.delete(aside);
            throw e;
        }
    }

    private static LongConsumer counted(Shards shards, Progress progress) {
        long total = shards.byteSize();
        var done = new long[1];
        return bytes -> progress.at(done[0] += bytes, total);
    }

    private static WeightType natural(List<SourceTensor> tensors) {
        return switch (commonest(tensors.stream()
                .filter(t -> t.shape().length > 1)
                .map(SourceTensor::type)
                .toList())) {
            case F32 -> WeightType.F32;
            case F16 -> WeightType.F16;
            default -> WeightType.BF16;
        };
    }

    private static DType commonest(List<DType> types) {
        var counts = new int[DType.values().length];
        types.forEach(type -> counts[type.ordinal()]++);
        var most = DType.F32;
        for (var type : DType.values()) {
            most = counts[type.ordinal()] > counts[most.ordinal()] ? type : most;
        }
        return most;
    }
}
