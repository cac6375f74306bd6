package dev.ferkel.internal.conversion;

import dev.ferkel.internal.checkpoint.LazyTensor;
import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.Arena;

/**
 * A matrix in DeepSeek-V3's FP8 (V3 report, section 3.3): E4M3 in blocks of 128x128 with a scale each, by which a block's
 * largest magnitude becomes the largest that E4M3 has.
 */
final class Fp8Blocks {
    static final int BLOCK = 128;

    private static final float LARGEST = 448f;

    private final SourceTensor source;
    private final long rows;
    private final int columns;
    private final int across;

    Fp8Blocks(SourceTensor source) {
        this.source = source;
        this.rows = source.shape()[0];
        this.columns = Math.toIntExact(source.shape()[1]);
        this.across = (columns + BLOCK - 1) / BLOCK;
    }

    LazyTensor codes() {
        return new LazyTensor(source.name(), DType.F8_E4M3, source.shape(), this::codes);
    }

    LazyTensor scales() {
        return new LazyTensor(
                source.name() + HuggingFaceTensors.SCALE,
                DType.F32,
                new long[] {(rows + BLOCK - 1) / BLOCK, across},
                this::scales);
    }

    private void codes(long from, long to, long target) {
        long first = from / BLOCK;
        int blocks = Math.toIntExact((to + BLOCK - 1) / BLOCK - first);
        Workers.parallel(blocks, 1, (begin, end) -> {
            try (var arena = Arena.ofConfined()) {
                long values = arena.allocate(4L * BLOCK * columns, 64).address();
                long scales = arena.allocate(4L * across, 64).address();
                for (long block = first + begin; block < first + end; block++) {
                    int height = read(block, values, scales);
                    long start = Math.max(from, block * BLOCK);
                    long stop = Math.min(to, block * BLOCK + height);
                    long scaled = values + 4 * (start - block * BLOCK) * columns;
                    long count = (stop - start) * columns;
                    for (long i = 0; i < count; i++) {
                        Memory.put(scaled, i, Memory.get(scaled, i) / Memory.get(scales, i % columns / BLOCK));
                    }
                    Formats.encode(DType.F8_E4M3, scaled, target + (start - from) * columns, count);
                }
            }
        });
    }

    private void scales(long from, long to, long target) {
        Workers.parallel(Math.toIntExact(to - from), 1, (begin, end) -> {
            try (var arena = Arena.ofConfined()) {
                long values = arena.allocate(4L * BLOCK * columns, 64).address();
                for (int i = begin; i < end; i++) {
                    read(from + i, values, target + 4L * across * i);
                }
            }
        });
    }

    /** Reads a row of blocks and their scales; gives its height. */
    private int read(long block, long values, long scales) {
        long from = block * BLOCK;
        int height = (int) Math.min(BLOCK, rows - from);
        source.rows().read(from, from + height, values);
        for (int j = 0; j < across; j++) {
            float largest = 0;
            for (int r = 0; r < height; r++) {
                for (int c = j * BLOCK; c < Math.min(columns, (j + 1) * BLOCK); c++) {
                    largest = Math.max(largest, Math.abs(Memory.get(values, (long) r * columns + c)));
                }
            }
            Memory.put(scales, j, largest == 0 ? 1f : largest / LARGEST);
        }
        return height;
    }
}
