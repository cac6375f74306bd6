package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.LazyTensor;
import dev.ferkel.internal.format.Quantizer;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encodes a tensor's rows in another type, shared among the compute threads. */
final class RowEncoder implements LazyTensor.Rows {
    /** Of F32 values that a thread decodes at a time. */
    private static final long CHUNK_BYTES = 1 << 20;

    private final SourceTensor source;
    private final DType type;
    private final Optional<float[]> importance;
    private final int columns;

    RowEncoder(SourceTensor source, DType type, Optional<float[]> importance) {
        this.source = source;
        this.type = type;
        this.importance = importance;
        this.columns = Math.toIntExact(source.columns());
    }

    @Override
    public void encode(long from, long to, long target) {
        int chunk = (int) Math.clamp(CHUNK_BYTES / Math.max(1, 4L * columns), 1L, to - from);
        Workers.parallel(Math.toIntExact(to - from), chunk, (first, end) -> {
            var quantizer = new Quantizer(type);
            try (var arena = Arena.ofConfined()) {
                long values = arena.allocate(4L * columns * chunk, 64).address();
                for (int row = first; row < end; row += chunk) {
                    int count = Math.min(chunk, end - row);
                    source.rows().read(from + row, from + row + count, values);
                    for (int i = 0; i < count; i++) {
                        row(
                                quantizer,
                                from + row + i,
                                values + 4L * columns * i,
                                target + type.bytes(columns) * (row + i));
                    }
                }
            }
        });
    }

    private void row(Quantizer quantizer, long row, long values, long target) {
        try {
            quantizer.row(values, columns, importance(row), target);
        } catch (FerkelException e) {
            throw new FerkelException("tensor '%s', row %d: %s".formatted(source.name(), row, e.getMessage()), e);
        }
    }

    private float @Nullable [] importance(long row) {
        if (importance.isEmpty()) {
            return null;
        }
        int at = Math.toIntExact(row / source.rowsOfMatrix() * columns);
        return Arrays.copyOfRange(importance.get(), at, at + columns);
    }
}
