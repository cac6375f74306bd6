package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

    @Test
    void quiet() throws InterruptedException {
        assertThat(drawn(true, true, 1001)).isEmpty();
    }
}
