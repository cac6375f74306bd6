package dev.ferkel.internal.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Recipes for tests. */
final class Recipes {
    /** A tokenizer and twelve steps of a network that is as small as one with all parts can be. */
    static final String TINY = """
            seed: 3
            model:
              hidden_size: 32
              intermediate_size: 48
              num_hidden_layers: 2
              num_attention_heads: 2
              kv_lora_rank: 16
              qk_nope_head_dim: 16
              qk_rope_head_dim: 8
              v_head_dim: 16
              n_routed_experts: 4
              n_shared_experts: 1
              num_experts_per_tok: 2
              moe_intermediate_size: 16
              first_k_dense_replace: 1
              num_nextn_predict_layers: 1
              routed_scaling_factor: 2.5
              max_position_embeddings: 256
            stages:
              - tokenizer:
                  vocabulary: 300
                  documents: 200
                  data: [{problems: {kinds: {arithmetic: 1}}}]
              - pretrain:
                  data: [{problems: {kinds: {arithmetic: 1, sorting: 2}}}]
                  sequence: 48
                  batch: 4
                  accumulate: 2
                  mask: document
                  steps: 12
                  initializer: 0.05
                  optimizer: {learning-rate: 1e-2, schedule: cosine, warm-up: 2}
                  checkpoint-every: 5
                  evaluate-every: 6
            """;

    /** Ids of a row of {@link #TOKENS}. */
    static final int LENGTH = 17;

    static final int VOCABULARY = 64;

    /** Sixty steps of a single layer on {@code tokens.jsonl}, as fast as can be. */
    static final String TOKENS = """
            model:
              vocab_size: %d
              hidden_size: 32
              intermediate_size: 48
              num_hidden_layers: 1
              num_attention_heads: 2
              kv_lora_rank: 16
              qk_nope_head_dim: 16
              qk_rope_head_dim: 8
              v_head_dim: 16
              n_routed_experts: 4
              n_shared_experts: 1
              num_experts_per_tok: 2
              moe_intermediate_size: 16
              first_k_dense_replace: 0
              num_nextn_predict_layers: 0
              routed_scaling_factor: 2.5
              max_position_embeddings: 256
            stages:
              - pretrain:
                  data: [{tokens: tokens.jsonl}]
                  sequence: %d
                  batch: 2
                  steps: 60
                  initializer: 0.05
                  optimizer: {learning-rate: 1e-2}
                  checkpoint-every: 10
            """.formatted(VOCABULARY, LENGTH - 1);

    private Recipes() {}

    static Path write(Path folder, String text) {
        try {
            return Files.writeString(folder.resolve("recipe.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Recipe read(Path folder, String text, String... changes) {
        return Recipe.read(write(folder, text), List.of(changes));
    }

    /** Sees nothing. */
    static final RunObserver SILENT = new RunObserver() {
        @Override
        public void note(String line) {}

        @Override
        public void step(int done, int total, Map<String, ?> record) {}
    };
}
