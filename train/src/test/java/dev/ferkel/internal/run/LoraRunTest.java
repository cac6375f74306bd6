package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.Adapter;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stages that train an adapter: the base stays as it is, and the bits are the same whatever happens. */
class LoraRunTest {
    private static final String[] ADAPTERS = {
        "stages.0.sft.lora={rank: 4, alpha: 8}",
        "stages.1.grpo.lora={rank: 2, rslora: true, targets: [kv_b_proj, o_proj, up_proj]}"
    };

    @TempDir
    Path folder;

    private void base() {
        Run.execute(Recipes.read(folder, Recipes.TINY), folder.resolve("base"), false, "", Recipes.SILENT);
    }

    private Recipe recipe() {
        return Recipes.read(folder, Recipes.REASONING, ADAPTERS);
    }

    /** Fine-tuning, merging, and reinforcement learning, whose own check is that rollouts have the learner's bits. */
    @Test
    void adapters() throws IOException {
        base();
        var result = Run.execute(recipe(), folder.resolve("run"), false, "", Recipes.SILENT);
        var first = folder.resolve("run/0-sft/result");
        assertThat(first.resolve("model.safetensors")).doesNotExist();
        assertThat(first.resolve("tokenizer.json")).exists();
        var base = folder.resolve("base/final");
        var merged = folder.resolve("run/0-sft/merged");
        assertThat(merged.resolve("chat_template.jinja")).hasSameTextualContentAs(first.resolve("chat_template.jinja"));
        try (var adapter = Adapter.open(first);
                var before = Checkpoint.open(base);
                var after = Checkpoint.open(merged)) {
            adapter.checkFits(before);
            // attention, but not that of the module of predictions
            assertThat(adapter.modules()).hasSize(2 * 4).allMatch(m -> m.matches("model.layers.[01].self_attn.*"));
            assertThat(adapter.config().base())
                    .isEqualTo(base.toAbsolutePath().normalize().toString());
            for (var name : before.tensors().keySet()) {
                boolean adapted =
                        adapter.path(name.replaceFirst("\\.weight$", "")).isPresent();
                assertThat(after.tensor(name)
                                        .data()
                                        .mismatch(before.tensor(name).data())
                                >= 0)
                        .as(name)
                        .isEqualTo(adapted);
            }
        }
        try (var adapter = Adapter.open(result)) {
            assertThat(adapter.config().base())
                    .isEqualTo(merged.toAbsolutePath().toString());
            assertThat(adapter.config().targets()).containsExactly("kv_b_proj", "o_proj", "up_proj");
            assertThat(adapter.modules())
                    .hasSize(2 * 3)
                    .contains("model.layers.0.mlp.up_proj", "model.layers.1.mlp.shared_experts.up_proj");
        }
    }

    /** Between checkpoints of both stages. */
    @ParameterizedTest
    @CsvSource({"3, 4", "5, 6"})
    void resumesToTheSameBits(int step, int total) {
        base();
        var expected = Run.execute(recipe(), folder.resolve("whole"), false, "", Recipes.SILENT);
        var run = folder.resolve("killed");
        Interruptions.killed(recipe(), run, step, total);
        var result = Run.execute(recipe(), run, true, "", Recipes.SILENT);
        assertThat(result.resolve("adapter_model.safetensors"))
                .hasSameBinaryContentAs(expected.resolve("adapter_model.safetensors"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{rank: 0}|stages.0.sft.lora.rank",
                "{targets: [lm_head]}|stages.0.sft.lora.targets: has 'lm_head', expected some of q_proj",
                "{dropout: 0.1}|lora.dropout: is no key here"
            })
    void mistakes(String lora, String message) {
        assertThatThrownBy(() -> Recipes.read(folder, Recipes.REASONING, "stages.0.sft.lora=" + lora))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining(message);
    }

    /** What only the network can tell. */
    @Test
    void mistakesOfTheNetwork() {
        base();
        var other = Recipes.read(folder, Recipes.REASONING, "stages.0.sft.lora={targets: [q_a_proj]}");
        assertThatThrownBy(() -> Run.execute(other, folder.resolve("run"), false, "", Recipes.SILENT))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("this network has no 'q_a_proj'");
    }
}
