package dev.ferkel.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.FakeHub;
import dev.ferkel.testing.FakeHub.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A download whose process was killed goes on with what it misses. */
class KilledPullTest {
    private static final int PART = 100_000;
    private static final int STALLED = 3;

    @TempDir
    Path cache;

    @Test
    void goesOn() throws IOException, InterruptedException {
        var weights = new byte[20 * PART];
        new SplittableRandom(1).nextBytes(weights);
        try (var server = new FakeHub().put("org/tiny", "model.safetensors", weights)) {
            server.fault(Fault.STALL, STALLED);
            var process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            PullProcess.class.getName(),
                            server.endpoint(),
                            cache.toString(),
                            "org/tiny",
                            Integer.toString(PART))
                    .inheritIO()
                    .start();
            try {
                // all parts are asked for, and all but the stalled ones have come
                while (process.isAlive() && asked(server) < 20) {
                    process.waitFor(20, TimeUnit.MILLISECONDS);
                }
                process.waitFor(300, TimeUnit.MILLISECONDS);
                assertThat(process.isAlive()).isTrue();
            } finally {
                process.destroyForcibly().waitFor();
            }
            server.forgetRequests();
            var settings = new HubSettings(URI.create(server.endpoint()), Optional.empty(), cache, false);
            var hub = new Hub(settings, Patience.USUAL, Long.MAX_VALUE, PART);
            assertThat(hub.cached(HubName.of("org/tiny"), Need.WEIGHTS)).isEmpty();
            var pulled = hub.pull(HubName.of("org/tiny"), Need.WEIGHTS, PullWatcher.NONE);
            assertThat(pulled.path().resolve("model.safetensors")).hasBinaryContent(weights);
            assertThat(asked(server)).isBetween((long) STALLED, 8L);
        }
    }

    private static long asked(FakeHub server) {
        return server.requests().stream()
                .filter(r -> r.host().equals(server.contentHost()))
                .count();
    }
}
