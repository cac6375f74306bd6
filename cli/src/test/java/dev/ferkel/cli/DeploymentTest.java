package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.Shared;
import dev.ferkel.testing.TinyChat;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What the Dockerfile starts, with the arguments, key and probes of the Kubernetes manifest, in a folder of its own, but
 * with the tests' class path in place of the build's.
 */
@Timeout(120)
class DeploymentTest {
    private static final String KEY = "a-key-of-the-test";

    @TempDir
    Path folder;

    private static List<String> entryPoint() throws IOException {
        var text = Files.readString(Shared.root().resolve("deploy/Dockerfile")).replace("\\\n", "");
        var line = text.substring(text.indexOf("ENTRYPOINT ") + "ENTRYPOINT ".length());
        var words = new ArrayList<String>();
        JsonMapper.shared().readTree(line).forEach(word -> words.add(word.asString()));
        return words;
    }

    private static List<JsonNode> manifest() {
        try (var documents = new YAMLMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(
                        Shared.root().resolve("deploy/kubernetes.yaml").toFile())) {
            return documents.readAll();
        }
    }

    private Process start(JsonNode container, int port) throws IOException {
        var command = entryPoint();
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.set(command.indexOf("/ferkel/lib/*"), System.getProperty("java.class.path"));
        TinyChat.plain(Files.createDirectories(folder.resolve("models")));
        for (var argument : container.path("args")) {
            command.add(argument.asString().replaceFirst("^/models/.*", "models"));
        }
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "log"));
        builder.environment().keySet().removeIf(name -> !name.equalsIgnoreCase("SystemRoot"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().put(container.path("env").get(0).path("name").asString(), KEY);
        builder.environment().put("FERKEL_SERVE_PORT", "" + port);
        return builder.start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @Test
    void serves() throws Exception {
        var pod = manifest().getFirst().path("spec").path("template").path("spec");
        var container = pod.path("containers").get(0);
        int port = freePort();
        var process = start(container, port);
        try (var client = HttpClient.newHttpClient()) {
            var server = new Server(client, port);
            var probe =
                    container.path("startupProbe").path("httpGet").path("path").asString();
            while (server.status(probe, "") != 200) {
                assertThat(process.isAlive()).as(this::logOrNothing).isTrue();
                Thread.sleep(100);
            }
            for (var name : List.of("livenessProbe", "readinessProbe")) {
                var path = container.path(name).path("httpGet").path("path").asString();
                assertThat(server.status(path, "")).as(name).isEqualTo(200);
            }
            assertThat(server.status("/v1/models", "")).isEqualTo(401);
            assertThat(server.status("/v1/models", KEY)).isEqualTo(200);
            var service = manifest().get(1).path("metadata").path("name").asString();
            assertThat(server.answer("/v1/models", service)).startsWith("HTTP/1.1 200");
            assertThat(server.answer("/v1/models", "other")).startsWith("HTTP/1.1 403");
            process.destroy();
            long grace = pod.path("terminationGracePeriodSeconds").asLong();
            assertThat(process.waitFor(grace, TimeUnit.SECONDS)).as(log()).isTrue();
            assertThat(process.exitValue()).as(log()).isIn(0, 128 + 15);
        } finally {
            process.destroyForcibly();
        }
    }

    private String logOrNothing() {
        try {
            return log();
        } catch (IOException e) {
            return "";
        }
    }

    private record Server(HttpClient client, int port) {
        /** 0 as long as nobody listens. */
        int status(String path, String key) throws InterruptedException {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
            if (!key.isEmpty()) {
                request.header("Authorization", "Bearer " + key);
            }
            try {
                return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode();
            } catch (IOException e) {
                return 0;
            }
        }

        /** How the answer begins where the Host header says a name, which Java's client doesn't let one set. */
        String answer(String path, String host) throws IOException {
            try (var socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(20_000);
                var request =
                        "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n".formatted(path, host, KEY);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                return new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
            }
        }
    }

    /** The port that the manifest names is the one that is listened on when nothing else is said. */
    @Test
    void portIsTheUsualOne() throws IOException {
        var container = manifest()
                .getFirst()
                .path("spec")
                .path("template")
                .path("spec")
                .path("containers")
                .get(0);
        int port = container.path("ports").get(0).path("containerPort").asInt();
        assertThat(Cli.run("serve", "--help").out()).contains("Default: " + port);
        assertThat(Files.readString(Shared.root().resolve("deploy/Dockerfile"))).contains("EXPOSE " + port);
    }
}
