package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.server.ServerOptions.Certificate;
import dev.ferkel.internal.server.ServerOptions.Network;
import dev.ferkel.testing.TinyChat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** https with a certificate that the JDK's own keytool made. */
class TlsTest {
    private static final String PASSWORD = "password";

    @Test
    void health(@TempDir Path folder) throws Exception {
        var store = keys(folder.resolve("keys.p12"));
        var chain = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        pem(chain, "CERTIFICATE", store.getCertificate("own").getEncoded());
        pem(key, "PRIVATE KEY", store.getKey("own", PASSWORD.toCharArray()).getEncoded());
        var model = Files.createDirectory(folder.resolve("model"));
        TinyChat.plain(model);
        var local = ServerOptions.local(0);
        var options = new ServerOptions(
                new Network("127.0.0.1", 0, Optional.of(new Certificate(chain, key)), 16),
                local.access(),
                local.limits(),
                local.manners());
        try (var server = TestServer.of(options, Map.of("plain", model), EngineOptions.DEFAULT);
                var client = HttpClient.newBuilder().sslContext(trusting(store)).build()) {
            var request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.server.port() + "/health"))
                    .build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
            assertThat(response.sslSession()).isPresent();
        }
    }

    private static KeyStore keys(Path file) throws Exception {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    private static void pem(Path file, String kind, byte[] bytes) throws Exception {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, text));
    }

    private static SSLContext trusting(KeyStore store) throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("own", store.getCertificate("own"));
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
