package dev.ferkel.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.testing.FakeHub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not happen: the token elsewhere, a file outside the cache, memory or time without end. */
class HubSafetyTest {
    private static final String ID = "org/tiny";
    private static final HubName NAME = HubName.of(ID);
    private static final String SHA1 = "0123456789abcdef0123456789abcdef01234567";
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofMillis(1), 2);

    @TempDir
    Path folder;

    private final FakeHub server = new FakeHub().put(ID, "config.json", "{}").put(ID, "model.safetensors", "weights");

    private Path outside = Path.of("");

    @BeforeEach
    void folders() throws IOException {
        outside = Files.createDirectories(folder.resolve("outside"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Path cache() {
        return folder.resolve("hub");
    }

    private Path repository() {
        return cache().resolve("models--org--tiny");
    }

    private Hub hub(String endpoint, Optional<String> token, boolean offline) {
        return new Hub(new HubSettings(URI.create(endpoint), token, cache(), offline), SHORT, Long.MAX_VALUE, 1 << 20);
    }

    private Hub hub() {
        return hub(server.endpoint(), Optional.of("hf_secret"), false);
    }

    private Pulled pull() {
        return hub().pull(NAME, Need.WEIGHTS, PullWatcher.NONE);
    }

    private static void refused(ThrowingCallable call, String... told) {
        assertThatThrownBy(call)
                .isInstanceOf(FerkelException.class)
                .hasMessageContainingAll(told)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1))
                .hasMessageNotContaining("hf_secret");
    }

    @Test
    void tokenStaysWithTheHub() {
        server.pageSize(1, "http://" + server.contentHost());
        pull();
        assertThat(server.requests()).anyMatch(r -> r.host().equals(server.contentHost()));
        for (var request : server.requests()) {
            assertThat(request.authorization())
                    .isEqualTo(request.host().equals(server.contentHost()) ? "" : "Bearer hf_secret");
        }
    }

    /** Another port, name or scheme is another host. */
    @Test
    void sameOrigin() {
        var hub = URI.create("https://huggingface.co");
        assertThat(Redirects.sameOrigin(hub, URI.create("https://HuggingFace.co:443/x")))
                .isTrue();
        for (var other : new String[] {
            "http://huggingface.co",
            "https://huggingface.co:444",
            "https://huggingface.co.evil.org",
            "https://evil.org/huggingface.co",
            "https://cdn.huggingface.co"
        }) {
            assertThat(Redirects.sameOrigin(hub, URI.create(other))).as(other).isFalse();
        }
    }

    @Test
    void redirects() {
        var https = URI.create("https://huggingface.co");
        var http = URI.create("http://localhost:8000");
        assertThat(Redirects.next(https, URI.create("https://huggingface.co/a/b"), "/c?d=e"))
                .hasToString("https://huggingface.co/c?d=e");
        assertThat(Redirects.next(http, http, "http://127.0.0.1/x")).hasToString("http://127.0.0.1/x");
        for (var bad : new String[] {
            "http://huggingface.co/x", "file:///etc/passwd", "ftp://x/y", "https:///x", "::", "https://a@b/c"
        }) {
            refused(() -> Redirects.next(https, https, bad), "sends us on to '" + bad + "'");
        }
        refused(() -> Redirects.next(http, http, "file:///etc/passwd"), "expected an https address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://x"})
    void sentToAnotherProtocol(String uri) {
        server.redirect(uri);
        refused(this::pull, uri, "expected an https address");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | RepoNotFound | the hub refuses the token, or there is no such model at",
                "401 | GatedRepo | is gated: accept its terms at",
                "403 | GatedRepo | is gated: accept its terms at",
                "403 | | the hub does not let the owner of this token have it",
                "404 | RepoNotFound | there is no such model at",
                "404 | RevisionNotFound | has no revision 'main'",
                "404 | | there is no such model at",
                "400 | | answers with HTTP status 400",
                "204 | | answers with HTTP status 204",
                "429 | | asked too often (HTTP status 429)",
                "500 | | has a failure (HTTP status 500)",
                "302 | | sends us on"
            })
    void refusals(int status, String code, String told) {
        server.refuse(status, code == null ? "" : code);
        refused(this::pull, told);
        assertThat(hub().cached(NAME, Need.TEXT)).isEmpty();
    }

    @Test
    void withoutAToken() {
        server.refuse(401, "");
        refused(
                () -> hub(server.endpoint(), Optional.empty(), false).pull(NAME, Need.TEXT, PullWatcher.NONE),
                "org/tiny: is not there, private or gated; for the latter two set HF_TOKEN");
        server.refuse(401, "GatedRepo");
        refused(
                () -> hub(server.endpoint(), Optional.empty(), false).pull(NAME, Need.TEXT, PullWatcher.NONE),
                "then set HF_TOKEN");
    }

    @Test
    void nobodyThere() {
        refused(
                () -> hub("http://127.0.0.1:1", Optional.empty(), false).pull(NAME, Need.TEXT, PullWatcher.NONE),
                "http://127.0.0.1:1 can't be reached: connection refused (HF_ENDPOINT");
        refused(
                () -> hub("http://nowhere.invalid", Optional.empty(), false).pull(NAME, Need.TEXT, PullWatcher.NONE),
                "http://nowhere.invalid can't be reached: no such host (HF_ENDPOINT");
    }

    @Test
    void neverAnswers() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var endpoint = "http://127.0.0.1:" + silent.getLocalPort();
            refused(
                    () -> hub(endpoint, Optional.empty(), false).pull(NAME, Need.TEXT, PullWatcher.NONE),
                    endpoint + ": no answer within 1 seconds");
        }
    }

    @Test
    void offline() {
        refused(
                () -> hub(server.endpoint(), Optional.empty(), true).pull(NAME, Need.WEIGHTS, PullWatcher.NONE),
                "org/tiny: is not whole in the cache",
                "HF_HUB_OFFLINE");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void hugeListings() {
        server.tree("[" + " ".repeat(HubJson.MAX_BYTES) + "]");
        refused(this::pull, "an answer of more than");
        var file = "{\"type\":\"file\",\"path\":\"f%d\",\"size\":1,\"oid\":\"" + SHA1 + "\"}";
        var many = new StringBuilder("[");
        for (int i = 0; i <= HubJson.MAX_FILES; i++) {
            many.append(i == 0 ? "" : ",").append(file.formatted(i));
        }
        server.tree(many.append(']').toString());
        refused(this::pull, "lists more than 100000 files");
        server.tree("not JSON");
        refused(this::pull, "org/tiny", "not JSON");
        server.tree("{\"error\": \"x\"}");
        refused(this::pull, "expected an array");
    }

    @Test
    void noSpace() {
        server.tree("""
                [{"type": "file", "path": "model.safetensors", "size": 1, "oid": "%s",
                  "lfs": {"oid": "%s", "size": 4000000000000, "pointerSize": 1}}]""".formatted(SHA1, "a".repeat(64)));
        refused(this::pull, "org/tiny: takes 4000.00 GB more, but only", "HF_HUB_CACHE");
        assertThat(server.requests()).noneMatch(r -> r.path().contains("/resolve/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../outside/x", "/tmp/x", "a/../../x"})
    void pathsThatLeadOut(String path) {
        server.tree("[{\"type\": \"file\", \"path\": \"" + path + "\", \"size\": 1, \"oid\": \"" + SHA1 + "\"}]");
        refused(this::pull, "a file '" + path + "', which leads out of a repository");
        assertThat(outside).isEmptyDirectory();
    }

    private void link(Path link, Path target) throws IOException {
        Files.createDirectories(link.resolveSibling(""));
        Files.createSymbolicLink(link, target);
    }

    /** Wherever somebody lays a link, nothing is written through it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "blobs", "snapshots", "refs", "trees"})
    void linkedFolders(String name) throws IOException {
        link(name.isEmpty() ? repository() : repository().resolve(name), outside);
        refused(this::pull, "leads out of the cache, to " + outside.toRealPath());
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void linkedFiles() throws IOException {
        var victim = Files.writeString(outside.resolve("victim"), "kept");
        var blob = FakeHub.sha256("weights".getBytes(StandardCharsets.UTF_8));
        link(repository().resolve("blobs/" + blob + ".ferkel.incomplete"), victim);
        refused(this::pull, "can't be written");
        Files.delete(repository().resolve("blobs/" + blob + ".ferkel.incomplete"));
        link(repository().resolve("refs/main"), victim);
        refused(this::pull, "leads out of the cache");
        assertThat(victim).hasContent("kept");
    }

    /** A snapshot of somebody else's making. */
    @Test
    void linksThatAreRead() throws IOException {
        var path = pull().path();
        var secret = Files.writeString(outside.resolve("secret"), "weights");
        Files.delete(path.resolve("model.safetensors"));
        Files.createSymbolicLink(path.resolve("model.safetensors"), secret);
        refused(() -> hub().cached(NAME, Need.WEIGHTS), "model.safetensors", "leads out of the cache");
        refused(this::pull, "model.safetensors", "leads out of the cache");
        Files.delete(path.resolve("model.safetensors"));
        Files.createSymbolicLink(path.resolve("model.safetensors"), Path.of("../../blobs/gone"));
        assertThat(hub().cached(NAME, Need.WEIGHTS)).isEmpty();
        assertThat(pull().path().resolve("model.safetensors")).hasContent("weights");
    }

    @Test
    void whatAnotherProcessDownloads() throws IOException {
        var bytes = "weights".getBytes(StandardCharsets.UTF_8);
        var blobs = Files.createDirectories(repository().resolve("blobs"));
        var aside = blobs.resolve(FakeHub.sha256(bytes) + ".ferkel.incomplete");
        try (var other = PartFile.open(aside, bytes.length, 1 << 20)) {
            assertThat(other.present()).isZero();
            refused(this::pull, "another process is downloading this file");
        }
        assertThat(pull().downloaded()).isEqualTo(2);
    }

    /** The note at the end of a file that is not whole: whatever it says, what comes out is right. */
    @Test
    void notesThatLie() throws IOException {
        var bytes = "weights".getBytes(StandardCharsets.UTF_8);
        var blobs = Files.createDirectories(repository().resolve("blobs"));
        var aside = blobs.resolve(FakeHub.sha256(bytes) + ".ferkel.incomplete");
        for (var text : new String[] {"", "weights", "x".repeat(31), "x".repeat(1000)}) {
            Files.writeString(aside, text);
            try (var parts = PartFile.open(aside, bytes.length, 1 << 20)) {
                assertThat(parts.present()).isZero();
            }
        }
        try (var parts = PartFile.open(aside, bytes.length, 1 << 20)) {
            parts.append(0, "WRONG".getBytes(StandardCharsets.UTF_8), 5);
            parts.note(0);
        }
        refused(this::pull, "has come with the hash", "it was thrown away");
        assertThat(pull().path().resolve("model.safetensors")).hasContent("weights");
    }
}
