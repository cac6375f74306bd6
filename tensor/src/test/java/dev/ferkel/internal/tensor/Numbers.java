package dev.ferkel.internal.tensor;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;

/** Random F32 tensors, the same ones every time. */
public final class Numbers {
    private final Arena arena;
    private final SplittableRandom random;

    public Numbers(Arena arena, long seed) {
        this.arena = arena;
        this.random = new SplittableRandom(seed);
    }

    /** Of a normal distribution with deviation {@code scale}. */
    public Tensor normal(double scale, long... shape) {
        var tensor = Tensor.allocate(arena, DType.F32, shape);
        for (long i = 0; i < tensor.elements(); i++) {
            tensor.set(i, (float) (scale * random.nextGaussian()));
        }
        return tensor;
    }

    /** Every row a random order of {@code columns} numbers that are {@code gap} apart, so that no two are near a tie. */
    public Tensor spaced(double gap, int rows, int columns) {
        var tensor = Tensor.allocate(arena, DType.F32, rows, columns);
        for (int r = 0; r < rows; r++) {
            var order = random.ints(0, columns).distinct().limit(columns).toArray();
            for (int c = 0; c < columns; c++) {
                tensor.set((long) r * columns + c, (float) (gap * (order[c] - columns / 2.0)));
            }
        }
        return tensor;
    }

    public int[] ids(int n, int below) {
        return random.ints(n, 0, below).toArray();
    }
}
