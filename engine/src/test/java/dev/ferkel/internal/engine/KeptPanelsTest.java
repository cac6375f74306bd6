package dev.ferkel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.ops.LatentForm;
import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Panels kept in a file are the same bits as those packed anew, whatever became of the file. */
class KeptPanelsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void packs() {
        assumeThat(Kernels.select().prefersPanels()).as("kernels with panels").isTrue();
    }

    private static Object run(Path model, WeightForm form) throws InterruptedException {
        return WeightFormTest.run(model, form, LatentForm.LATENT, 512);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"deepseek_v3/Q2_K", "deepseek_v2_lite/Q5_K_M", "deepseek_v3_old_layout/Q4_0", "llama/IQ4_XS"})
    void areThePackedOnes(String name) throws IOException, InterruptedException {
        var model = Files.copy(Golden.path("oracle/gguf/" + name + ".gguf"), folder.resolve("model.gguf"));
        var expected = run(model, WeightForm.PACKED);
        assertThat(run(model, WeightForm.KEPT)).isEqualTo(expected);
        var file = folder.resolve("model.gguf.panels");
        var kept = Files.readAllBytes(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        assertThat(run(model, WeightForm.KEPT)).isEqualTo(expected);
        assertThat(Files.getLastModifiedTime(file).toMillis())
                .as("written again")
                .isZero();

        var random = new Random(3);
        int head =
                48 + 24 * ByteBuffer.wrap(kept).order(ByteOrder.LITTLE_ENDIAN).getInt(40);
        for (int i = 0; i < 12; i++) {
            // what is not the panels themselves
            var broken = kept.clone();
            if (i < 4) {
                broken = Arrays.copyOf(kept, random.nextInt(kept.length));
            } else {
                broken[random.nextInt(i < 8 ? 44 : head)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, broken);
            assertThat(run(model, WeightForm.KEPT)).as("broken %d", i).isEqualTo(expected);
        }
    }

    @Test
    void anotherVersionOfTheModelHasOthers() throws IOException, InterruptedException {
        var model = folder.resolve("model.gguf");
        Files.copy(Golden.path("oracle/gguf/llama/IQ4_XS.gguf"), model);
        run(model, WeightForm.KEPT);
        Files.delete(model);
        Files.copy(Golden.path("oracle/gguf/qwen2/Q4_K_M.gguf"), model);
        assertThat(run(model, WeightForm.KEPT)).isEqualTo(run(model, WeightForm.PACKED));
        assertThat(run(model, WeightForm.KEPT)).isEqualTo(run(model, WeightForm.PACKED));
    }

    @Test
    void saysWhereTheyCantBeWritten() throws IOException {
        var model = Files.copy(Golden.path("oracle/gguf/llama/IQ4_XS.gguf"), folder.resolve("model.gguf"));
        Files.createDirectory(folder.resolve("model.gguf.panels.part"));
        assertThatThrownBy(() -> run(model, WeightForm.KEPT))
                .isInstanceOf(FerkelException.class)
                .hasMessageContainingAll("model.gguf.panels", "can't be written");
    }
}
