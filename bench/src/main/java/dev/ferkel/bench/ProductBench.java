package dev.ferkel.bench;

import dev.ferkel.internal.kernel.TrainingPanels;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * GFLOPS of a training step's three products, at the shapes of a small DeepSeek-V3 network.
 *
 * <pre>mvn -q -pl bench -am -DskipTests verify exec:exec@products</pre>
 */
public final class ProductBench {
    /** Rows, inputs, outputs. */
    private static final int[][] SHAPES = {
        {4096, 256, 384},
        {4096, 64, 512},
        {4096, 256, 256},
        {4096, 256, 768},
        {4096, 768, 256},
        {1024, 256, 128},
        {1024, 128, 256},
        {4096, 256, 4096},
        {512, 512, 512}
    };

    private static final int WARM_UP = 3;
    private static final double WORK = 3e9;

    private ProductBench() {}

    private static Tensor random(Arena arena, int rows, int columns) {
        var random = new Random(1);
        var tensor = Tensor.allocate(arena, DType.F32, rows, columns);
        for (long i = 0; i < tensor.elements(); i++) {
            tensor.set(i, (float) random.nextGaussian());
        }
        return tensor;
    }

    /** The middle of the rounds. */
    private static double gigaflops(double operations, Runnable product) {
        var times = new double[(int) Math.clamp(WORK / operations, 7, 201)];
        for (int i = -WARM_UP; i < times.length; i++) {
            long begin = System.nanoTime();
            product.run();
            if (i >= 0) {
                times[i] = System.nanoTime() - begin;
            }
        }
        Arrays.sort(times);
        return operations / times[times.length / 2];
    }

    /** One row of the table. */
    private static String row(int rows, int in, int out) {
        try (var arena = Arena.ofShared()) {
            var matrix = random(arena, out, in);
            var memory = arena.allocate(TrainingPanels.bytes(matrix), Tensor.ALIGNMENT);
            if (!(TrainingPanels.attach(matrix, memory).packed() instanceof TrainingPanels panels)) {
                throw new IllegalStateException("no panels");
            }
            var x = random(arena, rows, in);
            var y = random(arena, rows, out);
            var dx = random(arena, rows, in);
            var dw = random(arena, out, in);
            double operations = 2.0 * rows * in * out;
            return String.format(
                    Locale.ROOT,
                    "%5d %4d %4d %7.0f %7.0f %7.0f",
                    rows,
                    in,
                    out,
                    gigaflops(operations, () -> panels.forward(x, y)),
                    gigaflops(operations, () -> panels.backward(y, dx, true)),
                    gigaflops(operations, () -> panels.gradient(y, x, dw)));
        }
    }

    public static void main(String... arguments) {
        for (var shape : SHAPES) {
            row(shape[0], shape[1], shape[2]); // the JIT has seen all of it before anything is told
        }
        System.out.println(" rows   in  out   x W^T    dy W  dy^T x  GFLOPS");
        for (var shape : SHAPES) {
            System.out.println(row(shape[0], shape[1], shape[2]));
        }
    }
}
