package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.TinyChat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What {@code serve} makes of its flags, its environment and its file; what it serves, the server's own tests say. */
@Timeout(60)
class ServeCommandTest {
    @TempDir
    Path folder;

    private ServeCommand parsed(Map<String, String> environment, String... args) {
        var settings = new Settings(args, environment);
        var command = new ServeCommand(null, settings);
        new CommandLine(command)
                .registerConverter(ModelArgument.class, text -> new ModelArgument(text, environment))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(settings)
                .parseArgs(args);
        settings.check(command.spec);
        return command;
    }

    @Test
    void theCommandLineGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        var file = folder.resolve("server.yaml");
        Files.writeString(file, """
                port: 1
                queue: 2
                drain: 90s
                max-body: 1M
                api-key: [ann=secret-of-ann, secret-of-bob]
                model: {small: small.gguf, big: big.gguf}
                past-reasoning: require
                salt-per-key: true
                """);
        var environment = Map.of("FERKEL_SERVE_QUEUE", "3", "FERKEL_SERVE_PORT", "4");
        var command = parsed(environment, "--config", file.toString(), "--port", "5");
        assertThat(command.server.port).isEqualTo(5);
        assertThat(command.queue).isEqualTo(3);
        assertThat(command.others).containsOnlyKeys("small", "big");
        var options = command.server.options();
        assertThat(options.manners().drain()).hasSeconds(90);
        assertThat(options.manners().saltPerKey()).isTrue();
        assertThat(options.limits().bodyBytes()).isEqualTo(1 << 20);
        assertThat(options.access().keys()).extracting(k -> k.name()).containsExactly("ann", "key2");
    }

    @Test
    void theFileMayBeNamedInTheEnvironment() throws IOException {
        var file = folder.resolve("server.yaml");
        Files.writeString(file, "port: 7\n");
        assertThat(parsed(Map.of("FERKEL_SERVE_CONFIG", file.toString())).server.port)
                .isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--host 0.0.0.0 | --host 0.0.0.0 can be reached by others: set --api-key, or --allow-public to serve everybody",
                "--port 70000 | --port is 70000, expected 0 to 65535",
                "--tls-cert c.pem | --tls-cert and --tls-key go together",
                "--api-key short | an API key has 5 characters, expected 8 or more",
                "--api-key-file nothing | --api-key-file nothing: can't be read: nothing",
                "--config nothing | --config nothing: can't be read: nothing",
                "--tls-cert nothing --tls-key nothing | nothing and nothing: no certificate chain and key in PEM",
            })
    void mistakesAreOneLine(String flags, String told) {
        TinyChat.plain(folder);
        var run = Cli.run(("serve " + folder + " --quiet " + flags).split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("ferkel: " + told).hasLineCount(1);
    }

    @Test
    void aSettingThatThereIsNot() throws IOException {
        var file = folder.resolve("server.yaml");
        Files.writeString(file, "prot: 7\n");
        var run = Cli.run("serve", "m.gguf", "--config", file.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("there is no setting 'prot'");
    }

    @Test
    void aPortThatIsTaken() throws IOException {
        TinyChat.plain(folder);
        try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            var run = Cli.run("serve", folder.toString(), "--quiet", "--port", "" + taken.getLocalPort());
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).startsWith("ferkel: can't listen on 127.0.0.1 port " + taken.getLocalPort());
        }
    }

    @Test
    void noModel() {
        assertThat(Cli.run("serve").err()).startsWith("ferkel: no MODEL; name");
        assertThat(Cli.run("serve", "nothing.gguf").err())
                .isEqualTo("ferkel: nothing.gguf: there is no such file or folder\n");
    }
}
