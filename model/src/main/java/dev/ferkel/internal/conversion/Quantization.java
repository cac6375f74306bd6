package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.GgufWriter;
import dev.ferkel.internal.checkpoint.LazyTensor;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a GGUF file of fewer bits: types chosen as llama.cpp chooses them, blocks encoded as ggml encodes them.
 *
 * @param mix what the weights become
 * @param rules types given by hand; the first that matches a tensor's name counts
 * @param again whether weights that are quantised already may be quantised once more
 * @param importance an importance matrix, as llama-imatrix or {@code ferkel imatrix} writes one
 */
public record Quantization(FileType mix, List<TypeRule> rules, boolean again, Optional<Path> importance) {
    /** What was written. */
    public record Result(int tensors, long parameters, long before, long bytes) {}

    /** Quantises a GGUF file or a folder. The file appears when it is whole. */
    public Result write(Path source, Path target, Progress progress) {
        checkApart(source, target);
        try (var checkpoint = Checkpoint.open(source)) {
            var model = GgufModel.read(checkpoint);
            var matrix = importance.map(ImportanceMatrix::read);
            var tensors = planned(model, matrix);
            model.keys()
                    .count("general.quantization_version", GgufModel.QUANTIZATION_VERSION)
                    .count("general.file_type", mix.id());
            matrix.ifPresent(m -> m.describe(model.keys()));
            long total = tensors.stream().mapToLong(LazyTensor::byteSize).sum();
            var done = new long[1];
            GgufWriter.write(target, model.keys(), tensors, bytes -> progress.at(done[0] += bytes, total));
            long parameters = 0;
            for (var tensor : model.tensors()) {
                parameters += elements(tensor);
            }
            return new Result(tensors.size(), parameters, checkpoint.byteSize(), total);
        }
    }

    private static long elements(SourceTensor tensor) {
        long n = 1;
        for (long size : tensor.shape()) {
            n *= size;
        }
        return n;
    }

    static void checkApart(Path source, Path target) {
        try {
            if (Files.exists(target) && Files.isSameFile(source, target)) {
                throw FerkelException.of("%s: is what is read, give another file to write", target);
            }
        } catch (IOException e) {
            throw new FerkelException(target + ": can't be read: " + e.getMessage(), e);
        }
    }

    private List<LazyTensor> planned(GgufModel model, Optional<ImportanceMatrix> matrix) {
        var types = new TensorTypes(mix, model.shape(), model.tensors(), matrix.isPresent());
        var planned = new ArrayList<LazyTensor>();
        for (var tensor : model.tensors()) {
            if (TensorTypes.isQuantized(tensor)) {
                var type = type(types, tensor);
                var columns = matrix.flatMap(m -> m.of(tensor));
                if (columns.isEmpty() && mix == FileType.Q2_K_S && type == DType.Q2_K && !isTable(tensor.name())) {
                    throw FerkelException.of(
                            "tensor '%s' would be Q2_K in a Q2_K_S file, which needs an importance matrix "
                                    + "(--imatrix) that knows it",
                            tensor.name());
                }
                planned.add(tensor.as(type, columns));
            } else {
                planned.add(tensor.as(tensor.type()));
            }
        }
        return planned;
    }

    private static boolean isTable(String name) {
        return name.equals("token_embd.weight") || name.equals("output.weight");
    }

    private DType type(TensorTypes types, SourceTensor tensor) {
        var type = rule(tensor.name())
                .filter(t -> mix.type().isQuantized())
                .map(t -> TensorTypes.fitting(t, tensor.columns()))
                .orElseGet(() -> types.next(tensor));
        if (!again && type != tensor.type() && tensor.type().isQuantized()) {
            throw FerkelException.of(
                    "tensor '%s' is %s already, and quantising it again loses more than quantising once; start from a "
                            + "file in BF16 or F16, or say --requantize",
                    tensor.name(), tensor.type());
        }
        return type;
    }

    private Optional<DType> rule(String name) {
        return rules.stream()
                .filter(r -> r.pattern().matcher(name).find())
                .map(TypeRule::type)
                .findFirst();
    }
}
