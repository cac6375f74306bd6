package dev.ferkel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.bench.Measurements.Key;
import dev.ferkel.internal.kernel.Peaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementsTest {
    private static final Key KEY = new Key("a", 2, "pp512", "Ferkel");

    @TempDir
    Path folder;

    @Test
    void areKept() throws IOException {
        var file = folder.resolve("m.jsonl");
        var first = new Measurements(file);
        first.add("2026-01-02", new Peaks(10, 20, 30));
        first.add("2026-01-02", KEY, 7);
        first.add("2026-01-02", new Key("b", 2, "pp512", "Ferkel"), 5);
        var second = new Measurements(file);
        second.add("2026-01-01", KEY, 9);
        second.add("2026-01-01", new Peaks(12, 20, 30));
        var all = new Measurements(file);
        assertThat(all.speeds(KEY)).containsExactly(7.0, 9.0);
        assertThat(all.keys()).containsExactly(KEY, new Key("b", 2, "pp512", "Ferkel"));
        assertThat(all.peak(Peaks::gigabytesPerSecond)).contains(11.0);
        assertThat(all.dates()).isEqualTo("2026-01-01 to 2026-01-02");
    }

    /** A process that was killed while it wrote a line. */
    @Test
    void whatWasCutOffIsLeftOut() throws IOException {
        var file = folder.resolve("m.jsonl");
        new Measurements(file).add("2026-01-02", KEY, 7);
        var line = Files.readString(file);
        Files.writeString(file, line + line.substring(0, line.length() / 2));
        new Measurements(file).add("2026-01-02", KEY, 9);
        assertThat(new Measurements(file).speeds(KEY)).containsExactly(7.0, 9.0);
    }

    @Test
    void medians() {
        assertThat(Measurements.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Measurements.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    }
}
