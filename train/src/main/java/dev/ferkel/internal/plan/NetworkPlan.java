package dev.ferkel.internal.plan;

import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.config.ParameterCount;

/**
 * What a network takes, by its config alone.
 *
 * @param parameters without multi-token prediction
 * @param active those of one token, no row of the embedding
 * @param mtpParameters of the multi-token prediction modules, without what they share
 * @param length positions of a sequence, over which attention is averaged
 * @param forwardFlops a token
 * @param trainingFlops a token, multi-token prediction with it
 * @param cacheNumbers in the cache, a token
 */
public record NetworkPlan(
        long parameters,
        long active,
        long mtpParameters,
        int length,
        double forwardFlops,
        double trainingFlops,
        long cacheNumbers) {
    /** How the numbers of training are kept. */
    public enum Training {
        /** Weights, gradients and both moments in F32. */
        F32(4 + 4 + 4 + 4),
        /** BF16 weights beside F32 ones, gradients and moments. */
        BF16(2 + 4 + 4 + 4 + 4),
        /** As in DeepSeek-V3's report: FP8 weights beside F32 ones, F32 gradients, BF16 moments. */
        FP8(1 + 4 + 4 + 2 + 2);

        private final int bytes;

        Training(int bytes) {
            this.bytes = bytes;
        }
    }

    /** How weights are kept to serve, with the bits that a number takes. */
    public enum Serving {
        F32(32),
        BF16(16),
        FP8(8 + 32.0 / (128 * 128)),
        Q8_0(8.5),
        Q4_0(4.5);

        private final double bits;

        Serving(double bits) {
            this.bits = bits;
        }
    }

    public static NetworkPlan of(ModelConfig config, int length) {
        var count = ParameterCount.of(config);
        return new NetworkPlan(
                count.total(),
                count.active(),
                count.mtp(),
                length,
                Flops.forward(config, length),
                Flops.training(config, length),
                (long) config.layers() * config.cacheWidth());
    }

    /** Bytes of weights, gradients and the optimiser's moments; activations come on top. */
    public double trainingBytes(Training training) {
        return (double) training.bytes * (parameters + mtpParameters);
    }

    /** Bytes of the weights without multi-token prediction. */
    public double servingBytes(Serving serving) {
        return serving.bits / 8 * parameters;
    }

    /** Bytes of a cache of 16-bit numbers, a token. */
    public long cacheBytes() {
        return 2 * cacheNumbers;
    }
}
