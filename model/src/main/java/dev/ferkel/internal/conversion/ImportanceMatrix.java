package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.GgufKeys;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How much an error in each column of each matrix matters: the mean square of what is multiplied with it, as llama.cpp's
 * llama-imatrix gathers it (GGUF files of the type imatrix).
 */
final class ImportanceMatrix {
    static final String SQUARES = ".in_sum2";
    static final String COUNTS = ".counts";
    static final String DATASETS = "imatrix.datasets";
    static final String CHUNKS = "imatrix.chunk_count";
    static final String CHUNK_SIZE = "imatrix.chunk_size";

    /** What llama.cpp's metadata has room for. */
    private static final int MOST_BYTES = 127;

    private final Path file;
    private final Map<String, float[]> columns = new TreeMap<>();
    private final Optional<String> dataset;
    private final int chunks;

    private ImportanceMatrix(Path file, Optional<String> dataset, int chunks) {
        this.file = file;
        this.dataset = dataset;
        this.chunks = chunks;
    }

    static ImportanceMatrix read(Path file) {
        try (var checkpoint = Checkpoint.open(file)) {
            var metadata = checkpoint.metadata();
            if (!(metadata.get(CHUNKS) instanceof Number chunks) || !metadata.containsKey(CHUNK_SIZE)) {
                throw FerkelException.of("%s: no importance matrix: '%s' or '%s' is missing", file, CHUNKS, CHUNK_SIZE);
            }
            var names = metadata.get(DATASETS) instanceof String[] texts ? texts : new String[0];
            var matrix = new ImportanceMatrix(file, Arrays.stream(names).findFirst(), chunks.intValue());
            checkpoint.tensors().forEach((name, squares) -> {
                if (name.endsWith(SQUARES)) {
                    var of = name.substring(0, name.length() - SQUARES.length());
                    matrix.columns.put(
                            of, matrix.means(of, squares, checkpoint.tensors().get(of + COUNTS)));
                }
            });
            return matrix;
        }
    }

    /** Means of sums; an expert that no token went to counts like any other's columns. */
    private float[] means(String name, Tensor squares, @Nullable Tensor counts) {
        if (counts == null) {
            throw FerkelException.of("%s: '%s%s' is missing", file, name, COUNTS);
        }
        long experts = counts.elements();
        if (squares.type() != DType.F32
                || counts.type() != DType.F32
                || experts == 0
                || squares.elements() == 0
                || squares.elements() % experts != 0) {
            throw FerkelException.of(
                    "%s: '%s' has sums %s and counts %s, expected F32 and a count for each matrix",
                    file, name, squares, counts);
        }
        var means = squares.toFloatArray();
        int width = Math.toIntExact(means.length / experts);
        for (int i = 0; i < means.length; i++) {
            float count = counts.get(i / width);
            means[i] = count > 0 ? means[i] / count : 1f;
            if (!(means[i] >= 0 && means[i] <= Float.MAX_VALUE)) {
                throw FerkelException.of("%s: '%s' has the importance %s at %d", file, name, means[i], i);
            }
        }
        return means;
    }

    /** Of a tensor's columns, for each of its matrices; empty where nothing is known of them. */
    Optional<float[]> of(SourceTensor tensor) {
        var found = columns.get(tensor.name());
        if (found == null) {
            return Optional.empty();
        }
        var shape = tensor.shape();
        long expected = tensor.columns() * (shape.length > 2 ? shape[shape.length - 3] : 1);
        if (found.length == expected) {
            return Optional.of(found);
        }
        if (tensor.name().equals("token_embd.weight")) {
            return Optional.empty();
        }
        throw FerkelException.of(
                "%s: '%s' has %d numbers, but the tensor of that name %d columns: of another model",
                file, tensor.name(), found.length, expected);
    }

    /** Says in a file's metadata what it was made with. */
    void describe(GgufKeys keys) {
        keys.text("quantize.imatrix.file", cut(file.toString()));
        dataset.ifPresent(name -> keys.text("quantize.imatrix.dataset", cut(name)));
        keys.count("quantize.imatrix.entries_count", columns.size());
        if (chunks > 0) {
            keys.count("quantize.imatrix.chunks_count", chunks);
        }
    }

    private static String cut(String text) {
        int end = text.length();
        while (text.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end);
    }
}
