package dev.ferkel.bench;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What quantised GGUF files have lost: the squared error of their matrices, and that weighted by an importance matrix, each
 * as the root of its share in the original's squares.
 *
 * <pre>mvn -q -pl bench -am -DskipTests verify exec:exec@errors -Dferkel.arguments="f16.gguf imatrix.gguf small.gguf .."</pre>
 */
public final class QuantizationErrors {
    private static final int ROWS = 64;

    private double error;
    private double size;
    private double weightedError;
    private double weightedSize;

    private QuantizationErrors() {}

    private static Optional<float[]> importance(Checkpoint imatrix, String name, int columns) {
        var sums = imatrix.tensors().get(name + ".in_sum2");
        return sums == null || sums.elements() != columns ? Optional.empty() : Optional.of(sums.toFloatArray());
    }

    private void add(Tensor original, Tensor small, Optional<float[]> weights) {
        int columns = Math.toIntExact(original.dim(original.rank() - 1));
        long rows = original.elements() / columns;
        var before = new float[ROWS * columns];
        var after = new float[ROWS * columns];
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(4L * ROWS * columns, 64);
            for (long r = 0; r < rows; r += ROWS) {
                int count = (int) Math.min(ROWS, rows - r) * columns;
                decode(original, r, count, buffer.address());
                MemorySegment.copy(buffer, ValueLayout.JAVA_FLOAT, 0, before, 0, count);
                decode(small, r, count, buffer.address());
                MemorySegment.copy(buffer, ValueLayout.JAVA_FLOAT, 0, after, 0, count);
                for (int i = 0; i < count; i++) {
                    double d = (double) before[i] - after[i];
                    double s = (double) before[i] * before[i];
                    error += d * d;
                    size += s;
                    if (weights.isPresent()) {
                        double w = weights.get()[i % columns];
                        weightedError += w * d * d;
                        weightedSize += w * s;
                    }
                }
            }
        }
    }

    private static void decode(Tensor tensor, long row, int count, long target) {
        Formats.decodeRows(tensor, row, row + count / tensor.dim(tensor.rank() - 1), target);
    }

    public static void main(String... arguments) {
        if (arguments.length < 3) {
            throw FerkelException.of("expected ORIGINAL.gguf IMATRIX.gguf and quantised files");
        }
        try (var original = Checkpoint.open(Path.of(arguments[0]));
                var imatrix = Checkpoint.open(Path.of(arguments[1]))) {
            for (var file : Arrays.asList(arguments).subList(2, arguments.length)) {
                var errors = new QuantizationErrors();
                try (var small = Checkpoint.open(Path.of(file))) {
                    original.tensors().forEach((name, tensor) -> {
                        if (tensor.rank() == 2) {
                            errors.add(
                                    tensor,
                                    Objects.requireNonNull(small.tensors().get(name), name),
                                    importance(imatrix, name, tensor.size(1)));
                        }
                    });
                }
                System.out.printf(
                        Locale.ROOT,
                        "%s: error %.4f %%, weighted by importance %.4f %%%n",
                        file,
                        100 * Math.sqrt(errors.error / errors.size),
                        100 * Math.sqrt(errors.weightedError / errors.weightedSize));
            }
        }
    }
}
