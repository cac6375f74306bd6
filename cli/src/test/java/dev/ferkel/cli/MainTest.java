package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands share: help, version, mistakes. */
class MainTest {
    @Test
    void helpWithoutArguments() {
        var run = Cli.run();
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("chat", "run", "inspect", "tokenize", "render", "logits")
                .doesNotContain("warm-up");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "run", "serve", "inspect", "tokenize", "render", "logits", "perplexity", "bench"})
    void helpOfACommand(String command) {
        var run = Cli.run(command, "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Examples:", "ferkel " + command + " ", "--quiet");
        assertThat(Cli.run("help", command)).isEqualTo(run);
    }

    @Test
    void version() {
        var run = Cli.run("--version");
        assertThat(run.lines()).hasSize(3);
        assertThat(run.lines().get(0)).startsWith("ferkel ");
        assertThat(run.lines().get(1)).matches("kernels (scalar|vector-\\d+|avx2|avx512\\S*) .*");
        assertThat(run.lines().get(2)).startsWith("java " + Runtime.version().feature());
        assertThat(Cli.run("-V").out()).isEqualTo(run.out());
    }

    @Test
    void mistakes() {
        assertThat(Cli.run("dance")).isEqualTo(new Cli(2, "", "ferkel: there is no command 'dance' (ferkel --help)\n"));
        assertThat(Cli.run("--dance").code()).isEqualTo(2);
        assertThat(Cli.run("run").err()).startsWith("ferkel: no MODEL; name a GGUF file");
        var chat = Cli.run("chat");
        assertThat(chat.code()).isEqualTo(2);
        assertThat(chat.err()).startsWith("ferkel: no MODEL; name a GGUF file").hasLineCount(1);
    }

    @Test
    void warmUp() {
        assertThat(Cli.run("warm-up").code()).isZero();
    }
}
