package dev.ferkel.internal.plan;

import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.config.ParameterCount;

/** Floating-point operations of a token; a multiplication with its addition counts as two. */
public final class Flops {
    private Flops() {}

    /** Of a forward pass at the mean place of a causal sequence of {@code length}, without multi-token prediction. */
    public static double forward(ModelConfig config, int length) {
        return 2.0 * ParameterCount.of(config).active() + config.layers() * attention(config, length);
    }

    /** Of a training step: a forward pass, and twice that backward; multi-token prediction modules with it. */
    public static double training(ModelConfig config, int length) {
        double layer = forwardLayer(config, length);
        long head = (long) config.vocabularySize() * config.hiddenSize();
        long join = 2L * config.hiddenSize() * config.hiddenSize();
        return 3 * (forward(config, length) + config.mtpLayers() * (layer + 2.0 * (head + join)));
    }

    private static double forwardLayer(ModelConfig config, int length) {
        var count = ParameterCount.of(config);
        double sparse = (double) (count.activeLayers() - config.hiddenSize()) / config.layers();
        return 2 * sparse + attention(config, length);
    }

    /** Scores and weighted values over half the sequence. */
    private static double attention(ModelConfig config, int length) {
        double keys = (length + 1) / 2.0;
        return switch (config.attention()) {
            case Attention.GroupedQuery g -> 2 * keys * g.heads() * 2 * g.headDim();
            case Attention.Latent l -> 2 * keys * l.heads() * (l.nopeHeadDim() + l.ropeHeadDim() + l.valueHeadDim());
        };
    }
}
