package dev.ferkel.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.testing.Shared;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tokenizers from GGUF metadata. */
class GgufTokenizerTest {
    @Test
    void smollm2() {
        var model = Shared.find("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        assumeThat(model).isPresent();
        var golden = Golden.read("smollm2.json.gz");
        try (var checkpoint = Checkpoint.open(model.orElseThrow())) {
            var tokenizer = Tokenizer.fromGguf("file", checkpoint.metadata());
            for (int i = 0; i < golden.path("texts").size(); i++) {
                var text = golden.path("texts").get(i).asString();
                var ids = tokenizer.encode(text, false);
                assertThat(ids)
                        .as(text)
                        .isEqualTo(Golden.ints(golden.path("ids").get(i)));
                assertThat(tokenizer.decode(ids, false)).isEqualTo(text);
            }
        }
    }

    private static Map<String, Object> small() {
        var metadata = new HashMap<String, Object>();
        metadata.put("tokenizer.ggml.model", "gpt2");
        metadata.put("tokenizer.ggml.pre", "gpt-2");
        metadata.put("tokenizer.ggml.tokens", new String[] {"<u>", "<c>", "a", "b", "ab", "Ġ", "ba", "<d>"});
        metadata.put("tokenizer.ggml.token_type", new int[] {2, 3, 1, 1, 1, 1, 1, 4});
        metadata.put("tokenizer.ggml.merges", new String[] {"a b", "b a", "a b"});
        return metadata;
    }

    @Test
    void typesOfTokens() {
        var tokenizer = Tokenizer.fromGguf("file", small());
        assertThat(tokenizer.encode("<u>ab<c><d>", false)).containsExactly(0, 4, 1, 7);
        assertThat(tokenizer.decode(new int[] {0, 4, 1, 7}, true)).isEqualTo("ab<d>");
        // llama.cpp: a pair's first merge counts
        assertThat(tokenizer.encode("aba bab", false)).containsExactly(4, 2, 5, 3, 4);
    }

    @Test
    void refusedByName() {
        refused("tokenizer.ggml.model", "llama", "tokenizer.ggml.model", "llama");
        refused("tokenizer.ggml.pre", "tekken", "tokenizer.ggml.pre", "tekken");
        refused("tokenizer.ggml.merges", new String[] {"ab"}, "merge 0", "ab");
        refused("tokenizer.ggml.merges", new String[] {"a q"}, "merge 0", "'q'");
        refused("tokenizer.ggml.tokens", 5, "tokenizer.ggml.tokens");
        refused("tokenizer.ggml.eos_token_id", 8, "tokenizer.ggml.eos_token_id", "8");
    }

    private static void refused(String key, Object value, String... says) {
        var metadata = small();
        metadata.put(key, value);
        assertThatThrownBy(() -> Tokenizer.fromGguf("some.gguf", metadata))
                .isInstanceOf(FerkelException.class)
                .message()
                .contains("some.gguf")
                .contains(says);
    }
}
