package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.Shared;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizeCommandTest {
    @TempDir
    private Path folder;

    private Path source() {
        var file = Shared.find("oracle/gguf/llama/BF16.gguf");
        Assumptions.assumeTrue(file.isPresent());
        return file.get();
    }

    @Test
    void writesAFileThatRuns() {
        var target = folder.resolve("small.gguf");
        var done = Cli.run("quantize", source().toString(), target.toString(), "q4_k_m", "--tensor", "ffn_up=q8_0");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).contains("small.gguf: 20 tensors").contains("bits a weight");
        var listed = Cli.run("inspect", target.toString(), "--tensors").out();
        assertThat(listed).containsPattern("Q8_0 +\\[512, 256\\] +blk.1.ffn_up.weight");
        assertThat(listed).containsPattern("Q6_K +\\[263, 256\\] +token_embd.weight");
    }

    @Test
    void mistakes() {
        var source = source().toString();
        var target = folder.resolve("small.gguf").toString();
        assertThat(Cli.run("quantize", source, target, "Q4_L").err()).contains("type is 'Q4_L', expected one of");
        assertThat(Cli.run("quantize", source, target, "Q4_0", "--tensor", "(=Q4_0")
                        .err())
                .contains("no regular expression");
        assertThat(Cli.run("quantize", source, target, "Q4_0", "--tensor", "a=Q9")
                        .err())
                .contains("gives the type 'Q9'");
        assertThat(Cli.run("quantize", source, target, "Q2_K_S").err()).contains("needs an importance matrix");
        assertThat(Cli.run("quantize", source, source, "Q4_0").err()).contains("is what is read");
        assertThat(Cli.run("quantize", source, folder + "/none/x.gguf", "Q4_0").err())
                .contains("can't be written");
        assertThat(Files.exists(Path.of(target))).isFalse();
        assertThat(Cli.run("quantize", source, target, "Q8_0").code()).isZero();
        var again = Cli.run("quantize", target, folder + "/again.gguf", "Q4_0");
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("is Q8_0 already").contains("--requantize");
        assertThat(Cli.run("quantize", target, folder + "/again.gguf", "Q4_0", "--requantize")
                        .code())
                .isZero();
    }
}
