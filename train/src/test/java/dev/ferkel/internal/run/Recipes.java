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

    /** From {@link #TINY}'s model on: a few steps of conversations, then of reinforcement learning. */
    static final String REASONING = """
            seed: 5
            init: base/final
            stages:
              - sft:
                  data:
                    - problems: {kinds: {arithmetic: 1, sorting: 1}, difficulties: [1, 0, 0, 0, 0]}
                      thinking: 0.5
                      weight: 3
                    - others: {}
                  sequence: 250
                  batch: 2
                  steps: 4
                  precision: f32
                  optimizer: {learning-rate: 3e-3, schedule: cosine}
                  checkpoint-every: 2
              - grpo:
                  problems: {kinds: {arithmetic: 1, sorting: 1}, difficulties: [1, 0, 0, 0, 0]}
                  thinking: 0.5
                  prompts: 4
                  group: 3
                  updates: 2
                  steps: 6
                  max-tokens: 40
                  kl: 0.01
                  reference-every: 3
                  rewards: {accuracy: 1, format: 0.5, language: 0.25, length: 0.5, length-margin: 10}
                  precision: f32
                  optimizer: {learning-rate: 1e-3}
                  checkpoint-every: 2
                  evaluate-every: 3
                  evaluate: 4
                  samples-every: 3
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
