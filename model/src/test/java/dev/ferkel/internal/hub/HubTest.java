package dev.ferkel.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.testing.FakeHub;
import dev.ferkel.testing.FakeHub.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Downloads from a server that is good, bad or ill-meaning. */
class HubTest {
    private static final String ID = "org/tiny";
    private static final HubName NAME = HubName.of(ID);
    private static final int PART = 100_000;
    private static final byte[] WEIGHTS = random(1_050_000);
    private static final Patience SHORT = new Patience(
            Duration.ofSeconds(2), Duration.ofMillis(900), Duration.ofMillis(100), Duration.ofMillis(1), 3);

    @TempDir
    Path folder;

    private final FakeHub server = new FakeHub()
            .put(ID, "config.json", "{\"model_type\": \"llama\"}")
            .put(ID, "tokenizer.json", "{}")
            .put(ID, "pytorch_model.bin", "not needed")
            .put(ID, "model.safetensors", WEIGHTS);

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] random(int size) {
        var bytes = new byte[size];
        new SplittableRandom(1).nextBytes(bytes);
        return bytes;
    }

    private Path cache() {
        return folder.resolve("hub");
    }

    private Hub hub(String... token) {
        return hub(server.endpoint(), false, token);
    }

    private Hub hub(String endpoint, boolean offline, String... token) {
        var settings = new HubSettings(
                java.net.URI.create(endpoint), List.of(token).stream().findFirst(), cache(), offline);
        return new Hub(settings, SHORT, Long.MAX_VALUE, PART);
    }

    private Pulled pull() {
        return hub().pull(NAME, Need.WEIGHTS, PullWatcher.NONE);
    }

    /** A connection for the whole file; where the server can't go on, it begins again. */
    @ParameterizedTest
    @CsvSource({"DROP, 3", "NO_RANGES_AND_DROP, 2", "NO_RANGES, 1"})
    void inOnePart(Fault fault, int times) {
        hub().pull(NAME, Need.TEXT, PullWatcher.NONE);
        server.fault(fault, times);
        var settings = new HubSettings(java.net.URI.create(server.endpoint()), Optional.empty(), cache(), false);
        var pulled = new Hub(settings, SHORT, Long.MAX_VALUE, 1L << 40).pull(NAME, Need.WEIGHTS, PullWatcher.NONE);
        assertThat(pulled.path().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    private Path blobs() {
        return cache().resolve("models--org--tiny/blobs");
    }

    private Path weightsBlob() {
        return blobs().resolve(FakeHub.sha256(WEIGHTS));
    }

    private Path aside() {
        return blobs().resolve(FakeHub.sha256(WEIGHTS) + ".ferkel.incomplete");
    }

    private void nothingLooksWhole() {
        assertThat(weightsBlob()).doesNotExist();
        assertThat(hub().cached(NAME, Need.WEIGHTS)).isEmpty();
        assertThat(cache().resolve("models--org--tiny/refs/main")).doesNotExist();
    }

    @Test
    void wholeModel() throws IOException {
        var done = new AtomicLong();
        var pulled = hub().pull(NAME, Need.WEIGHTS, new PullWatcher() {
            @Override
            public void begins(int files, long bytes) {
                assertThat(files).isEqualTo(3);
                assertThat(bytes).isEqualTo(WEIGHTS.length + 25);
            }

            @Override
            public void at(long now, long total) {
                assertThat(now).isBetween(done.get(), total);
                assertThat(total).isEqualTo(WEIGHTS.length + 25);
                done.set(now);
            }
        });
        assertThat(done).hasValue(WEIGHTS.length + 25);
        assertThat(pulled.commit()).isEqualTo(server.commit(ID));
        assertThat(pulled.path()).isEqualTo(cache().resolve("models--org--tiny/snapshots/" + server.commit(ID)));
        assertThat(pulled.path().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(Files.readSymbolicLink(pulled.path().resolve("model.safetensors")))
                .hasToString("../../blobs/" + FakeHub.sha256(WEIGHTS));
        assertThat(Files.readSymbolicLink(pulled.path().resolve("tokenizer.json")))
                .hasToString("../../blobs/" + FakeHub.gitBlob("{}".getBytes(StandardCharsets.UTF_8)));
        assertThat(cache().resolve("models--org--tiny/refs/main")).hasContent(server.commit(ID));
        try (var names = Files.list(blobs())) {
            assertThat(names).hasSize(3);
        }
        assertThat(server.requests().stream().filter(r -> r.host().equals(server.contentHost())))
                .hasSize(11);
    }

    @Test
    void cachedNeedsNoServer() {
        var path = pull().path();
        server.forgetRequests();
        assertThat(hub().cached(NAME, Need.WEIGHTS)).contains(path);
        assertThat(hub().cached(NAME, Need.TEXT)).contains(path);
        assertThat(hub().cached(HubName.of(ID + "@" + server.commit(ID)), Need.WEIGHTS))
                .contains(path);
        assertThat(hub().cached(HubName.of(ID + ":tokenizer.json"), Need.TEXT))
                .contains(path.resolve("tokenizer.json"));
        assertThat(hub().cached(HubName.of(ID + "@v2"), Need.WEIGHTS)).isEmpty();
        assertThat(hub().cached(HubName.of("org/other"), Need.WEIGHTS)).isEmpty();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void pulledAgain() {
        pull();
        server.forgetRequests();
        assertThat(pull().downloaded()).isZero();
        assertThat(server.requests()).hasSize(1); // the commit; its tree is kept
        var before = server.commit(ID);
        server.put(ID, "config.json", "{\"model_type\": \"qwen2\"}");
        assertThat(pull().downloaded()).isEqualTo(1);
        assertThat(server.commit(ID)).isNotEqualTo(before);
        assertThat(hub().cached(HubName.of(ID + "@" + before), Need.WEIGHTS)).isPresent();
    }

    /** Text first, then the rest: what is there is not fetched again. */
    @Test
    void textAlone() {
        var text = hub().pull(NAME, Need.TEXT, PullWatcher.NONE);
        assertThat(text.downloaded()).isEqualTo(2);
        assertThat(text.path().resolve("model.safetensors")).doesNotExist();
        assertThat(hub().cached(NAME, Need.TEXT)).isPresent();
        assertThat(hub().cached(NAME, Need.WEIGHTS)).isEmpty();
        assertThat(pull().downloaded()).isEqualTo(1);
    }

    @Test
    void shardsOfTheIndex() {
        server.put("org/big", "model.safetensors.index.json", """
                        {"weight_map": {"a": "m-1.safetensors", "b": "m-2.safetensors", "c": "m-1.safetensors"}}""")
                .put("org/big", "config.json", "{}")
                .put("org/big", "m-1.safetensors", "one")
                .put("org/big", "m-2.safetensors", "two")
                .put("org/big", "m-3.safetensors", "three");
        var name = HubName.of("org/big");
        var pulled = hub().pull(name, Need.WEIGHTS, PullWatcher.NONE);
        assertThat(pulled.path().toFile().list())
                .containsExactlyInAnyOrder(
                        "config.json", "m-1.safetensors", "m-2.safetensors", "model.safetensors.index.json");
        assertThat(hub().cached(name, Need.WEIGHTS)).contains(pulled.path());
    }

    @Test
    void partsOfAGgufFile() {
        server.put("org/g", "Q4_K_M/m-Q4_K_M-00001-of-00002.gguf", "one")
                .put("org/g", "Q4_K_M/m-Q4_K_M-00002-of-00002.gguf", "two")
                .put("org/g", "m-Q8_0.gguf", "eight");
        var pulled = hub().pull(HubName.of("org/g:Q4_K_M"), Need.WEIGHTS, PullWatcher.NONE);
        assertThat(pulled.path()).hasFileName("m-Q4_K_M-00001-of-00002.gguf").hasContent("one");
        assertThat(pulled.path().resolveSibling("m-Q4_K_M-00002-of-00002.gguf")).hasContent("two");
        assertThat(hub().cached(HubName.of("org/g"), Need.WEIGHTS)).contains(pulled.path());
        assertThat(hub().cached(HubName.of("org/g:Q8_0"), Need.WEIGHTS)).isEmpty();
    }

    @Test
    void listingsInPages() {
        for (int i = 0; i < 25; i++) {
            server.put(ID, "extra/" + i + ".txt", "x");
        }
        server.pageSize(3, server.endpoint());
        assertThat(pull().files()).isEqualTo(3);
        assertThat(server.requests().stream().filter(r -> r.path().contains("/tree/")))
                .hasSize(10);
    }

    /** What passes: lost connections, servers without ranges, too busy for a while. */
    @ParameterizedTest
    @CsvSource({"DROP, 12", "NO_RANGES, 100", "NO_RANGES_AND_DROP, 2", "BUSY, 2", "STALL, 1", "SILENCE, 1"})
    void comesThroughAllTheSame(Fault fault, int times) {
        hub().pull(NAME, Need.TEXT, PullWatcher.NONE);
        server.fault(fault, times);
        assertThat(pull().path().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(aside()).doesNotExist();
    }

    /** What does not: one line, and nothing that looks whole. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WRONG_BYTES | expected ",
                "LONGER | bytes, expected",
                "SHORTER | bytes, expected",
                "OTHER_RANGE | sends 'bytes 1-99999/1050000'",
                "GZIP | as gzip, which was not asked for",
                "LOOP | more than 10 times",
                "BUSY | HTTP status 503",
                "SILENCE | no answer within",
                "STALL | stood still",
                "DROP | the connection was lost"
            })
    void fails(Fault fault, String told) {
        hub().pull(NAME, Need.TEXT, PullWatcher.NONE);
        cache().resolve("models--org--tiny/refs/main").toFile().delete();
        server.fault(fault, 1_000_000);
        assertThatThrownBy(this::pull).isInstanceOf(FerkelException.class).hasMessageContaining(told);
        nothingLooksWhole();
        server.fault(Fault.NONE, 0);
        assertThat(pull().path().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }
}
