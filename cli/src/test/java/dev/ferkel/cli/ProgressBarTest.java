package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.model.Widened;
import dev.ferkel.internal.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bar waits for a second, stays away from pipes, and leaves nothing behind. */
class ProgressBarTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private String drawn(boolean terminal, boolean quiet, long waitMillis) throws InterruptedException {
        var err = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        var streams = new Streams(InputStream.nullInputStream(), err, err, false, false, terminal);
        try (var bar = new ProgressBar(streams, quiet, "loading")) {
            bar.at(0, 10);
            Thread.sleep(waitMillis);
            bar.at(5, 10);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void longWork() throws InterruptedException {
        assertThat(drawn(true, false, 1001))
                .isEqualTo("\rloading [" + "=".repeat(15) + " ".repeat(15) + "]  50%\u001b[K\r\u001b[K");
    }

    @Test
    void shortWork() throws InterruptedException {
        assertThat(drawn(true, false, 0)).isEmpty();
    }

    @Test
    void noTerminal() throws InterruptedException {
        assertThat(drawn(false, false, 1001)).isEmpty();
    }

    private String widened(boolean quiet, Widened matrices) {
        var err = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        var streams = new Streams(InputStream.nullInputStream(), err, err, false, false, false);
        try (var bar = new ProgressBar(streams, quiet, "loading")) {
            bar.widens(matrices);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void matricesThatGrow() {
        var two = new Widened(List.of(DType.Q2_K, DType.MXFP4), 900_000_000, 3_100_000_000L);
        assertThat(widened(false, two))
                .isEqualTo("Q2_K and MXFP4 are kept as F16: 3.1 GB instead of 900.0 MB; --no-repack runs from the "
                        + "file\n");
        bytes.reset();
        assertThat(widened(false, new Widened(List.of(DType.F8_E4M3), 200_000_000, 400_000_000)))
                .isEqualTo("F8_E4M3 is kept as F16: 400.0 MB instead of 200.0 MB; --no-repack runs from the file\n");
        bytes.reset();
        assertThat(widened(false, new Widened(List.of(DType.F8_E4M3), 15_800_000, 31_500_000)))
                .as("the model that ships")
                .isEmpty();
        bytes.reset();
        assertThat(widened(true, two)).isEmpty();
    }

    @Test
    void quiet() throws InterruptedException {
        assertThat(drawn(true, true, 1001)).isEmpty();
    }
}
