package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {
    @TempDir
    Path folder;

    @Test
    void read() {
        var recipe = Recipes.read(folder, Recipes.TINY, "stages.1.pretrain.steps=5", "seed=9");
        assertThat(recipe.seed()).isEqualTo(9);
        var pretrain = (PretrainSettings) recipe.stages().get(1);
        assertThat(pretrain.steps()).isEqualTo(5);
        assertThat(pretrain.optimizer().beta2()).isEqualTo(0.95);
        assertThat(pretrain.schedule().at(0)).isEqualTo(0.005);
    }

    /** Everything at once, each with its place. */
    @Test
    void allMistakesAreNamed() {
        assertThatThrownBy(() -> Recipes.read(
                        folder,
                        Recipes.TINY,
                        "stages.1.pretrain.stepz=5",
                        "stages.1.pretrain.batch=no",
                        "stages.0.tokenizer.vocabulary=3",
                        "stages.1.pretrain.optimizer.betas=[1]"))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("stages.1.pretrain.stepz: is no key here")
                .hasMessageContaining("stages.1.pretrain.batch: is 'no', expected a whole number")
                .hasMessageContaining("stages.0.tokenizer.vocabulary")
                .hasMessageContaining("stages.1.pretrain.optimizer.betas");
    }

    @ParameterizedTest
    @CsvSource({
        "stages.7.pretrain.steps=5, no such place",
        "seed, KEY=VALUE",
        "init=x, either 'init'",
        "stages=[], at least one stage",
        "stages=3, expected a list",
        "'stages=[{fly: {}}]', names no stage",
        "stages.1.pretrain.accumulate=3, doesn't divide",
        "stages.1.pretrain.mask=some, 'expected none, document'",
        "'stages.1.pretrain.data=[{tokens: a}, {problems: {}}]', can't be mixed",
        "'stages.1.pretrain.data=[{problems: {kinds: {poetry: 1}}}]', is no key here",
    })
    void mistakes(String change, String message) {
        assertThatThrownBy(() -> Recipes.read(folder, Recipes.TINY, change))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void noYaml() {
        assertThatThrownBy(() -> Recipes.read(folder, "a: [")).isInstanceOf(FerkelException.class);
        assertThatThrownBy(() -> Recipes.read(folder, "")).isInstanceOf(FerkelException.class);
        assertThatThrownBy(() -> Recipes.read(folder, "- 1")).isInstanceOf(FerkelException.class);
    }
}
