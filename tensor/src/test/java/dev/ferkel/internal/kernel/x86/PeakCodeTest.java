package dev.ferkel.internal.kernel.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a turn of the loops is said to do is what its instructions do. */
class PeakCodeTest {
    private static long count(List<String> lines, String pattern) {
        return lines.stream()
                .filter(l -> l.matches(".*\\s" + pattern + "\\b.*"))
                .count();
    }

    @ParameterizedTest
    @EnumSource
    void turns(ProductTier tier, @TempDir Path folder) throws IOException, InterruptedException {
        assumeThat(System.getProperty("os.arch")).as("x86-64").isIn("amd64", "x86_64");
        int width = tier == ProductTier.AVX2 ? 32 : 64;
        var reading = Objdump.read(PeakCode.reading(tier), folder);
        assertThat(width * count(reading, "vpaddd .*\\[rsi")).isEqualTo(PeakCode.READ_BYTES);
        var code = new PeakCode(tier);
        var bytes = Objdump.read(PeakCode.bytes(tier), folder);
        var product = tier == ProductTier.VNNI ? "vpdpbusd" : "vpmaddubsw";
        assertThat(2 * width * count(bytes, product)).isEqualTo(code.byteOperations());
        var floats = Objdump.read(PeakCode.floats(tier), folder);
        assertThat(2 * width / 4 * count(floats, "vfmadd231ps")).isEqualTo(code.floatOperations());
    }
}
