package dev.ferkel.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.fuzz.SmallFiles;
import dev.ferkel.internal.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufWriterTest {
    @TempDir
    private Path folder;

    /** Of every type that metadata may have: a copy is the file. */
    @Test
    void aCopyIsTheSameFile() throws IOException {
        for (var bytes : List.of(
                SmallFiles.allKeys().version(3).build(), SmallFiles.llama().build())) {
            var file = Files.write(folder.resolve("a.gguf"), bytes);
            var copy = folder.resolve("b.gguf");
            try (var checkpoint = Checkpoint.open(file)) {
                var tensors = new ArrayList<LazyTensor>();
                checkpoint.tensors().forEach((name, tensor) -> tensors.add(LazyTensor.of(name, tensor)));
                GgufWriter.write(copy, checkpoint.keys(), tensors, written -> {});
            }
            assertThat(copy).hasBinaryContent(bytes);
        }
    }

    @Test
    void whatFailsLeavesNothing() {
        var file = folder.resolve("c.gguf");
        var tensor = new LazyTensor("a", DType.F32, new long[] {4, 4}, (from, to, target) -> {
            throw FerkelException.of("no such number");
        });
        Assertions.assertThatThrownBy(() -> GgufWriter.write(file, new GgufKeys(), List.of(tensor), written -> {}))
                .hasMessage("no such number");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aDiskThatIsTooSmall() {
        var tensor = new LazyTensor("a", DType.F32, new long[] {1L << 40, 1 << 20}, (from, to, target) -> {});
        Assertions.assertThatThrownBy(() ->
                        GgufWriter.write(folder.resolve("d.gguf"), new GgufKeys(), List.of(tensor), written -> {}))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("takes 4611686018427388000 bytes")
                .hasMessageContaining("free");
        assertThat(folder).isEmptyDirectory();
    }
}
