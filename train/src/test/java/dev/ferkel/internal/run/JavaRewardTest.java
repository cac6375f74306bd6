package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.problem.Kind;
import dev.ferkel.internal.problem.Problems;
import dev.ferkel.internal.problem.Split;
import dev.ferkel.internal.reward.Attempt;
import dev.ferkel.internal.reward.Reward;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rewards that a user wrote in Java: compiled elsewhere, named in a recipe. */
class JavaRewardTest {
    private static final String SOURCE = """
            package com.acme;

            import dev.ferkel.reward.Answer;
            import dev.ferkel.reward.Reward;
            import java.util.List;

            /** Worth more the more words of the question an answer has again. */
            public class Echo implements Reward {
                @Override
                public List<Double> of(List<Answer> answers) {
                    return answers.stream().map(Echo::one).toList();
                }

                private static double one(Answer answer) {
                    var words = List.of(answer.question().split(" "));
                    return (double) words.stream().filter(answer.text()::contains).count() / words.size()
                            + (answer.ended() ? 10 : 0);
                }

                public static class Hidden implements Reward {
                    private Hidden() {}

                    @Override
                    public List<Double> of(List<Answer> answers) {
                        return List.of();
                    }
                }

                public static class Short implements Reward {
                    @Override
                    public List<Double> of(List<Answer> answers) {
                        return List.of(1.0);
                    }
                }

                public static class Broken implements Reward {
                    @Override
                    public List<Double> of(List<Answer> answers) {
                        throw new IllegalStateException("no network");
                    }
                }

                public static class Other {}
            }
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void compile() throws IOException {
        var source = folder.resolve("Echo.java");
        Files.writeString(source, SOURCE);
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        int failed = compiler.run(
                null,
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                "-d",
                Files.createDirectories(folder.resolve("classes")).toString(),
                "-cp",
                place().toString(),
                source.toString());
        assertThat(failed).isZero();
    }

    private static Path place() {
        try {
            return Path.of(dev.ferkel.reward.Reward.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private Reward reward(String type) {
        var recipe = Recipes.read(
                folder,
                Recipes.REASONING,
                "stages.1.grpo.rewards={accuracy: 0, format: 0, java: ["
                        + "{class: %s, class-path: [classes], weight: 0.5}]}".formatted(type));
        return ((GrpoSettings) recipe.stages().getLast()).rewards().reward(100);
    }

    private static List<Attempt> attempts() {
        var problem = Problems.generate(Kind.ARITHMETIC, 1, Split.TRAIN, 1, 0);
        return List.of(
                Attempt.of(problem, problem.question(), false, 5, true), Attempt.of(problem, "", false, 5, false));
    }

    @Test
    void judges() {
        assertThat(reward("com.acme.Echo").of(attempts())).containsExactly(0.5 * 11, 0.0);
    }

    /** All of it in a run: what is rewarded is in the record. */
    @Test
    void inARun() throws IOException {
        Run.execute(Recipes.read(folder, Recipes.TINY), folder.resolve("base"), false, "", Recipes.SILENT);
        var recipe = Recipes.read(
                folder,
                Recipes.REASONING,
                "stages.0.sft.steps=1",
                "stages.1.grpo.steps=1",
                "stages.1.grpo.rewards={java: [{class: com.acme.Echo, class-path: [classes]}]}");
        assertThat(Run.execute(recipe, folder.resolve("run"), false, "", Recipes.SILENT)
                        .resolve("model.safetensors"))
                .exists();
    }

    @ParameterizedTest
    @CsvSource({"Short, 'gave 1 numbers, expected a number for each of 2'", "Broken, no network"})
    void failures(String type, String message) {
        assertThatThrownBy(() -> reward("com.acme.Echo$" + type).of(attempts()))
                .isInstanceOf(FerkelException.class)
                .hasMessageContainingAll("com.acme.Echo$" + type, message);
    }

    @ParameterizedTest
    @CsvSource({
        "com.acme.Nothing, there is no such class",
        "com.acme.Echo$Hidden, without parameters",
        "com.acme.Echo$Other, is no dev.ferkel.reward.Reward"
    })
    void mistakes(String type, String message) {
        assertThatThrownBy(() -> reward(type))
                .isInstanceOf(FerkelException.class)
                .hasMessageContainingAll("stages.1.grpo.rewards.java.0.class", message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{weight: 1}", "{class: com.acme.Echo, class-path: [nowhere.jar]}", "{class: A, option: 1}"})
    void otherMistakes(String java) {
        assertThatThrownBy(() ->
                        Recipes.read(folder, Recipes.REASONING, "stages.1.grpo.rewards={java: [%s]}".formatted(java)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("stages.1.grpo.rewards.java.0");
    }
}
