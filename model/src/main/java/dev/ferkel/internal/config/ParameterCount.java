package dev.ferkel.internal.config;

import dev.ferkel.error.FerkelException;
import java.util.stream.LongStream;

/**
 * How many numbers a network has learned, by its config alone. The multi-token prediction modules are counted apart and
 * without the embedding and head that they share with the network.
 *
 * @param embedding {@code vocabulary * hidden}
 * @param head the same, or 0 where it is the embedding
 * @param layers of all main layers, and the final norm
 * @param activeLayers those of them that one token passes
 * @param mtp of the multi-token prediction modules
 */
public record ParameterCount(long embedding, long head, long layers, long activeLayers, long mtp) {

    /** @throws FerkelException if there are more than 2^63 */
    public static ParameterCount of(ModelConfig config) {
        try {
            long hidden = config.hiddenSize();
            long embedding = product(config.vocabularySize(), hidden);
            long mtpLayer = sum(layer(config, config.layers(), false), product(2, hidden, hidden), product(3, hidden));
            return new ParameterCount(
                    embedding,
                    config.tiedEmbeddings() ? 0 : embedding,
                    sum(layers(config, false), hidden),
                    sum(layers(config, true), hidden),
                    product(config.mtpLayers(), mtpLayer));
        } catch (ArithmeticException e) {
            throw new FerkelException("the config's sizes make more than 2^63 parameters", e);
        }
    }

    /** Of the network without multi-token prediction. */
    public long total() {
        return embedding + head + layers;
    }

    /** What one token's logits take: layers and head, no row of the embedding. */
    public long active() {
        return activeLayers + (head == 0 ? embedding : head);
    }

    private static long layers(ModelConfig config, boolean active) {
        int dense = config.experts()
                .map(e -> Math.min(e.firstDense(), config.layers()))
                .orElse(config.layers());
        return sum(
                product(dense, layer(config, 0, active)),
                product(config.layers() - dense, layer(config, config.layers() - 1, active)));
    }

    private static long layer(ModelConfig config, int layer, boolean active) {
        long hidden = config.hiddenSize();
        return sum(
                attention(config),
                product(2, hidden),
                config.isDense(layer)
                        ? product(3, hidden, config.intermediateSize())
                        : experts(config.experts().orElseThrow(), hidden, active));
    }

    private static long experts(Experts e, long hidden, boolean active) {
        long networks = (active ? e.rule().perToken() : e.routed()) + (long) e.shared();
        return sum(
                product(3, hidden, e.intermediateSize(), networks),
                product(hidden, e.routed()),
                e.rule().topTwoGroupScore() ? e.routed() : 0);
    }

    private static long attention(ModelConfig config) {
        long hidden = config.hiddenSize();
        return switch (config.attention()) {
            case Attention.GroupedQuery g -> {
                long queries = product(g.heads(), g.headDim());
                long keys = product(g.keyValueHeads(), g.headDim());
                yield sum(
                        product(2, hidden, queries),
                        product(2, hidden, keys),
                        g.queryKeyValueBias() ? sum(queries, keys, keys) : 0,
                        g.queryKeyNorm() ? 2L * g.headDim() : 0);
            }
            case Attention.Latent l -> {
                long queries = product(l.heads(), l.nopeHeadDim() + l.ropeHeadDim());
                long values = product(l.heads(), l.valueHeadDim());
                long rank = l.queryLoraRank();
                yield sum(
                        rank == 0 ? product(queries, hidden) : sum(product(rank, hidden), rank, product(queries, rank)),
                        product(l.keyValueLoraRank() + l.ropeHeadDim(), hidden),
                        l.keyValueLoraRank(),
                        product(l.heads(), l.nopeHeadDim() + l.valueHeadDim(), l.keyValueLoraRank()),
                        product(values, hidden));
            }
        };
    }

    private static long product(long... factors) {
        return LongStream.of(factors).reduce(1, Math::multiplyExact);
    }

    private static long sum(long... terms) {
        return LongStream.of(terms).reduce(0, Math::addExact);
    }
}
