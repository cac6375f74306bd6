package dev.ferkel.internal.pretrain;

import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.kernel.Pages;
import dev.ferkel.internal.model.LowRank;
import dev.ferkel.internal.model.TensorSource;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Weights from nothing (DeepSeek-V3 report, section 4.2): matrices are normal with one standard deviation, norms are one
 * and biases zero. A tensor's numbers depend on the seed and its name alone.
 */
public final class Initializer implements TensorSource {
    private static final RandomGeneratorFactory<RandomGenerator> RANDOM = RandomGeneratorFactory.of("L64X128MixRandom");

    private final ModelConfig config;
    private final double deviation;
    private final long seed;
    private final Arena arena;

    /** @param arena holds the weights */
    public Initializer(ModelConfig config, double deviation, long seed, Arena arena) {
        this.config = config;
        this.deviation = deviation;
        this.seed = seed;
        this.arena = arena;
    }

    @Override
    public String name() {
        return "new weights";
    }

    @Override
    public Optional<Tensor> find(String name, long... shape) {
        if (name.endsWith(".bias") || name.endsWith("_bias")) {
            return hasBias(name) ? Optional.of(allocate(shape)) : Optional.empty();
        }
        var tensor = allocate(shape);
        var random = random(seed, name);
        for (long i = 0; i < tensor.elements(); i++) {
            tensor.set(i, shape.length == 1 ? 1f : (float) (deviation * random.nextGaussian()));
        }
        return Optional.of(tensor);
    }

    /** What a tensor's numbers are drawn from. */
    private static RandomGenerator random(long seed, String name) {
        return RANDOM.create(seed * 0x9e3779b97f4a7c15L + hash(name));
    }

    /**
     * The beginning of a low-rank path as PEFT has it: B is zero, so that nothing changes at first, and A uniform up to
     * 1 / sqrt(in), Kaiming's initialisation (He et al. 2015) with a slope of sqrt(5).
     *
     * @param memory holds it
     */
    public static Tensor path(String name, long seed, Arena memory, long... shape) {
        var tensor = Tensor.allocate(memory, DType.F32, shape);
        if (LowRank.isA(name)) {
            var random = random(seed, name);
            double bound = 1 / Math.sqrt(shape[1]);
            for (long i = 0; i < tensor.elements(); i++) {
                tensor.set(i, (float) (bound * (2 * random.nextDouble() - 1)));
            }
        }
        return tensor;
    }

    /** FNV-1a of 64 bits. */
    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private boolean hasBias(String name) {
        if (name.endsWith("e_score_correction_bias")) {
            return config.experts().map(e -> e.rule().topTwoGroupScore()).orElse(false);
        }
        return config.attention() instanceof Attention.GroupedQuery g
                && g.queryKeyValueBias()
                && !name.endsWith("o_proj.bias");
    }

    private Tensor allocate(long... shape) {
        return Tensor.of(DType.F32, allocate(Tensor.byteSize(DType.F32, shape)), shape);
    }

    @Override
    public Tensor f32(Tensor tensor) {
        return tensor;
    }

    @Override
    public Tensor owned(Tensor tensor) {
        return tensor;
    }

    @Override
    public MemorySegment allocate(long bytes) {
        return Pages.allocate(Math.max(4, bytes), arena).asSlice(0, bytes);
    }
}
