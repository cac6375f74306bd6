package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel plan} and {@code report}: their figures are tested where they are computed. */
class PlanCommandTest {
    @TempDir
    Path folder;

    @Test
    void networkAndItsCost() throws IOException {
        TinyModel.write(folder);
        var words = "plan " + folder + " --json --tokens 1e12 --gpu-hours-per-trillion 100 --more-hours 1,2 --price 3";
        var run = Cli.run(words.split(" "));
        assertThat(run.err()).isEmpty();
        var figures = JsonMapper.shared().readTree(run.out());
        assertThat(figures.path("all training, thousand GPU hours").asDouble()).isEqualTo(0.103);
        assertThat(figures.path("million dollars").asDouble()).isEqualTo(309e-6);
        assertThat(figures.path("sequence").asInt()).isEqualTo(1024);
    }

    @Test
    void recipeOnThisMachine() throws IOException {
        Files.writeString(folder.resolve("tokens.jsonl"), "{\"ids\":[1,2,3,4,5,6,7,8,9]}\n");
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), """
                model: {model_type: llama, vocab_size: 16, hidden_size: 16, intermediate_size: 16, num_hidden_layers: 1,
                  num_attention_heads: 1, num_key_value_heads: 1, max_position_embeddings: 64}
                stages:
                  - pretrain: {data: [{tokens: tokens.jsonl}], sequence: 8, batch: 2, steps: 100}
                """);
        var run = Cli.run("plan", recipe.toString(), "--json");
        assertThat(run.err()).isEmpty();
        var figures = JsonMapper.shared().readTree(run.out());
        assertThat(figures.path("stage 1, pretrain: tokens").asInt()).isEqualTo(1600);
        assertThat(figures.path("seconds").asDouble()).isPositive();
    }

    /** Answers of a model that has learned for a few steps never end: what they take is no estimate. */
    @Test
    void answersAfterLearningAreAnUpperBound() throws IOException {
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), """
                model: {model_type: llama, hidden_size: 16, intermediate_size: 16, num_hidden_layers: 1,
                  num_attention_heads: 1, max_position_embeddings: 512}
                stages:
                  - tokenizer: {vocabulary: 300, documents: 20, data: [{problems: {kinds: {arithmetic: 1}}}]}
                  - pretrain: {data: [{problems: {kinds: {arithmetic: 1}}}], sequence: 16, batch: 2, steps: 100}
                  - sft: {data: [{problems: {kinds: {arithmetic: 1}}}], sequence: 256, batch: 1, steps: 2}
                  - grpo: {problems: {kinds: {arithmetic: 1}}, prompts: 1, group: 2, steps: 10, max-tokens: 8,
                      evaluate-every: 0}
                """);
        var run = Cli.run("plan", recipe.toString(), "--json");
        assertThat(run.err()).isEmpty();
        var figures = JsonMapper.shared().readTree(run.out());
        assertThat(figures.path("stage 2, pretrain: seconds").asDouble()).isPositive();
        assertThat(figures.path("stage 4, grpo: seconds, at most").asDouble()).isPositive();
        assertThat(figures.path("seconds, at most").asDouble()).isPositive();
        assertThat(figures.has("seconds")).isFalse();
    }

    @Test
    void mistakes() {
        assertThat(Cli.run("plan", "none.json")).isEqualTo(new Cli(2, "", "ferkel: none.json: no such file\n"));
        assertThat(Cli.run("plan", "none.yaml"))
                .isEqualTo(new Cli(2, "", "ferkel: none.yaml: can't be read: no such file\n"));
        assertThat(Cli.run("report", "none")).isEqualTo(new Cli(2, "", "ferkel: none: no such folder\n"));
    }
}
