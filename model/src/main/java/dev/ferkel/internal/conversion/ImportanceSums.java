package dev.ferkel.internal.conversion;

import dev.ferkel.internal.checkpoint.GgufKeys;
import dev.ferkel.internal.checkpoint.GgufWriter;
import dev.ferkel.internal.checkpoint.LazyTensor;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums of squares of what matrices were multiplied with, by the matrices' GGUF names. */
final class ImportanceSums {
    /**
     * Of the matrices of one tensor.
     *
     * @param squares [matrices * columns]
     * @param counts rows that were added [matrices]
     */
    private record Sums(int columns, double[] squares, long[] counts) {}

    private final Map<String, Sums> sums = new TreeMap<>();

    /**
     * Adds columns [from, from + columns) of each row of x.
     *
     * @param index of the matrix, {@code matrices} of which have the name
     */
    void add(String name, int index, int matrices, Tensor x, int from, int columns) {
        var known =
                sums.computeIfAbsent(name, n -> new Sums(columns, new double[matrices * columns], new long[matrices]));
        int width = x.size(1);
        for (int row = 0; row < x.size(0); row++) {
            for (int i = 0; i < columns; i++) {
                double value = x.get((long) row * width + from + i);
                known.squares()[index * columns + i] += value * value;
            }
        }
        known.counts()[index] += x.size(0);
    }

    int size() {
        return sums.size();
    }

    /** Writes them as llama-imatrix does. */
    void write(Path file, String dataset, int chunks, int chunkSize) {
        var keys = new GgufKeys()
                .text("general.type", "imatrix")
                .texts(ImportanceMatrix.DATASETS, List.of(dataset))
                .count(ImportanceMatrix.CHUNKS, chunks)
                .count(ImportanceMatrix.CHUNK_SIZE, chunkSize);
        try (var arena = Arena.ofShared()) {
            var tensors = new ArrayList<LazyTensor>();
            sums.forEach((name, known) -> {
                int matrices = known.counts().length;
                var squares = Tensor.allocate(arena, DType.F32, matrices, known.columns());
                for (int i = 0; i < known.squares().length; i++) {
                    squares.set(i, (float) known.squares()[i]);
                }
                var counts = Tensor.allocate(arena, DType.F32, matrices, 1);
                for (int i = 0; i < matrices; i++) {
                    counts.set(i, known.counts()[i]);
                }
                tensors.add(LazyTensor.of(name + ImportanceMatrix.SQUARES, squares));
                tensors.add(LazyTensor.of(name + ImportanceMatrix.COUNTS, counts));
            });
            GgufWriter.write(file, keys, tensors, bytes -> {});
        }
    }
}
