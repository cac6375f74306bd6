package dev.ferkel.internal.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a checkpoint says about its network.
 *
 * @param layers main layers, without those of multi-token prediction
 * @param mtpLayers multi-token prediction modules after them
 * @param intermediateSize width of a dense feed-forward network
 */
public record ModelConfig(
        Architecture architecture,
        int vocabularySize,
        int hiddenSize,
        int layers,
        int mtpLayers,
        int intermediateSize,
        int maxPositions,
        float normEps,
        boolean tiedEmbeddings,
        Attention attention,
        Rope rope,
        Optional<Experts> experts) {

    /** Reads a Hugging Face {@code config.json}; errors name the file, the key, what was found and what is expected. */
    public static ModelConfig read(Path configJson) {
        return read(configJson.toString(), TextFiles.json(configJson, TextFiles.SMALL));
    }

    /** The same of what such a file says; {@code name} is what errors call it. */
    public static ModelConfig read(String name, JsonNode config) {
        return new JsonConfig(name, config).read();
    }

    /** Reads GGUF metadata; {@code ropeDivisors} is the file's rope_freqs tensor, if any. */
    public static ModelConfig fromGguf(
            String file, Map<String, Object> metadata, Optional<float[]> ropeDivisors, long vocabulary, boolean tied) {
        return new GgufConfig(file, metadata).read(ropeDivisors, vocabulary, tied);
    }

    /** Whether a layer has a dense feed-forward network; MTP layers follow the main ones. */
    public boolean isDense(int layer) {
        return experts.isEmpty() || layer < experts.get().firstDense();
    }

    /** Factor on query times key. */
    public float attentionScale() {
        int dim = switch (attention) {
            case Attention.GroupedQuery g -> g.headDim();
            case Attention.Latent l -> l.nopeHeadDim() + l.ropeHeadDim();
        };
        float factor = attention instanceof Attention.Latent ? rope.attentionFactor() : 1f;
        return (float) (1 / Math.sqrt(dim)) * factor;
    }

    /** Numbers a token and layer in the cache. */
    public int cacheWidth() {
        return switch (attention) {
            case Attention.GroupedQuery g -> 2 * g.keyValueHeads() * g.headDim();
            case Attention.Latent l -> l.keyValueLoraRank() + l.ropeHeadDim();
        };
    }
}
