package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.Shared;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
    @TempDir
    private Path folder;

    /** Our own model as GGUF says the same, token for token, and is gathered over and quantised from there. */
    @Test
    void pigletAsGguf() throws Exception {
        var model = Shared.root().resolve("models/piglet-base").toString();
        var gguf = folder.resolve("piglet.gguf").toString();
        var done = Cli.run("convert", model, gguf, "--type", "f32");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).isEqualTo(gguf + "\n");
        var prompt = "What is 12 + 30?\n";
        var expected = Cli.run("run", model, "--raw", prompt, "-t", "0", "-n", "12", "--output", "ids", "--exact");
        var found = Cli.run("run", gguf, "--raw", prompt, "-t", "0", "-n", "12", "--output", "ids", "--exact");
        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out()).isEqualTo(expected.out());
        var text = Files.writeString(folder.resolve("text.txt"), (prompt + "12 + 30 = 42\n").repeat(12));
        var imatrix = folder.resolve("i.gguf").toString();
        var gathered = Cli.run("imatrix", gguf, text.toString(), "--out", imatrix, "--window", "32", "--windows", "1");
        assertThat(gathered.code()).as(gathered.err()).isZero();
        assertThat(gathered.out()).contains("1 windows, 32 tokens");
        var small = folder.resolve("small.gguf").toString();
        var quantized = Cli.run("quantize", model, small, "Q4_K_M", "--imatrix", imatrix);
        assertThat(quantized.code()).as(quantized.err()).isZero();
        assertThat(Cli.run("inspect", small).out()).contains("by its multi-token prediction module");
    }

    @Test
    void mistakes() {
        var none = Cli.run("convert", folder + "/none", folder + "/x.gguf");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("no such file or folder");
    }
}
