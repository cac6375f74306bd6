package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.api.PastReasoning;
import dev.ferkel.internal.server.ApiKey;
import dev.ferkel.internal.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags about HTTP. */
final class ServerFlags {
    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            order = 1,
            description = "Where to listen. Default: 127.0.0.1, this machine alone. 0.0.0.0 is every network.")
    String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "N", order = 2, description = "Default: 8080. 0 takes a free one.")
    int port = 8080;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            split = ",",
            order = 3,
            description = "A key that clients have to show; NAME=KEY gives it a name for logs and limits. May be "
                    + "given several times. Others can see a command line: prefer --api-key-file or the environment.")
    List<String> apiKeys = List.of();

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            order = 4,
            description = "Keys, one a line, as --api-key has them.")
    @Nullable
    Path apiKeyFile;

    @Option(
            names = "--allow-public",
            order = 5,
            description = "Listen on other addresses than this machine's own without a key.")
    boolean allowPublic;

    @Option(
            names = "--host-name",
            paramLabel = "NAME",
            split = ",",
            order = 6,
            description = "A host name that requests may use, in addition to localhost and IP addresses. May be given "
                    + "several times.")
    Set<String> hostNames = Set.of();

    @Option(
            names = "--cors-origin",
            paramLabel = "ORIGIN",
            split = ",",
            order = 7,
            description =
                    "Web pages that may use this server, such as https://example.org; * is all. Default: its own.")
    Set<String> origins = Set.of();

    @Option(names = "--tls-cert", paramLabel = "FILE", order = 8, description = "Certificate chain in PEM, for https.")
    @Nullable
    Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", order = 9, description = "Its private key in PEM.")
    @Nullable
    Path certificateKey;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            order = 10,
            description = "Most open connections. Default: 4096.")
    int connections = 4096;

    @Option(
            names = "--max-body",
            paramLabel = "SIZE",
            order = 11,
            converter = Quantity.Bytes.class,
            description = "Largest request body. Default: 16M.")
    long bodyBytes = 16L << 20;

    @Option(
            names = "--body-time",
            paramLabel = "TIME",
            order = 12,
            converter = Quantity.Time.class,
            description =
                    "Longest time to receive a request, and for a client to take 16 KB of an answer that waits. Default: 60s.")
    Duration bodyTime = Duration.ofSeconds(60);

    @Option(
            names = "--answer-time",
            paramLabel = "TIME",
            order = 13,
            converter = Quantity.Time.class,
            description = "Longest time for one answer; then it ends with insufficient_system_resource. Default: 30m. "
                    + "0: no limit.")
    Duration answerTime = Duration.ofMinutes(30);

    @Option(
            names = "--requests-per-minute",
            paramLabel = "N",
            order = 14,
            description = "Limit per key (per address if no keys are set); more are answered with 429. "
                    + "Default: 0, no limit.")
    long requestsPerMinute;

    @Option(
            names = "--tokens-per-minute",
            paramLabel = "N",
            order = 15,
            description = "The same, counting prompt and answer tokens. Default: 0, no limit.")
    long tokensPerMinute;

    @Option(
            names = "--max-samples",
            paramLabel = "N",
            order = 16,
            description = "Largest n (answers per prompt). Default: 16.")
    int samples = 16;

    @Option(
            names = "--keep-alive",
            paramLabel = "TIME",
            order = 17,
            converter = Quantity.Time.class,
            description =
                    "Interval of keep-alives to waiting clients; also how soon a lost client is noticed. Default: 1s.")
    Duration keepAlive = Duration.ofSeconds(1);

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            order = 18,
            converter = Quantity.Time.class,
            description = "How long answers may go on after SIGTERM. Default: 30s.")
    Duration drain = Duration.ofSeconds(30);

    @Option(
            names = "--past-reasoning",
            paramLabel = "RULE",
            order = 19,
            description =
                    "reasoning_content in past messages: accept; refuse (deepseek-reasoner's rule of 2025); require, "
                            + "where tools were called (V3.2's). Default: accept.")
    PastReasoning pastReasoning = PastReasoning.ACCEPT;

    @Option(
            names = "--salt-per-key",
            order = 20,
            description = "Separate prefix cache per key, so that timing reveals nothing about other keys' prompts "
                    + "(docs/security.md).")
    boolean saltPerKey;

    @Option(names = "--log-texts", order = 21, description = "Log prompts, too. Default: never.")
    boolean logTexts;

    /** @throws FerkelException if they can't be meant */
    ServerOptions options() {
        var keys = keys();
        boolean local = host.matches("localhost|127\\.\\d+\\.\\d+\\.\\d+|::1");
        if (!local && keys.isEmpty() && !allowPublic) {
            throw FerkelException.of(
                    "--host %s can be reached by others: set --api-key, or --allow-public to serve everybody", host);
        }
        if (port < 0 || port > 65535) {
            throw FerkelException.of("--port is %d, expected 0 to 65535", port);
        }
        if ((certificate == null) != (certificateKey == null)) {
            throw FerkelException.of("--tls-cert and --tls-key go together");
        }
        if (samples < 1 || samples > 1024 || connections < 1) {
            throw FerkelException.of("--max-samples is 1 to 1024, --max-connections 1 or more");
        }
        if (keepAlive.isZero() || bodyTime.isZero() || requestsPerMinute < 0 || tokensPerMinute < 0) {
            throw FerkelException.of("--keep-alive and --body-time are more than 0; limits per minute are 0 or more");
        }
        Optional<ServerOptions.Certificate> tls = certificate == null || certificateKey == null
                ? Optional.empty()
                : Optional.of(new ServerOptions.Certificate(certificate, certificateKey));
        return new ServerOptions(
                new ServerOptions.Network(host, port, tls, connections),
                new ServerOptions.Access(keys, lower(hostNames), lower(origins)),
                new ServerOptions.Limits(
                        bodyBytes,
                        bodyTime,
                        answerTime.isZero() ? Optional.empty() : Optional.of(answerTime),
                        requestsPerMinute,
                        tokensPerMinute,
                        samples),
                new ServerOptions.Manners(keepAlive, drain, pastReasoning, saltPerKey, logTexts));
    }

    private static Set<String> lower(Set<String> names) {
        return names.stream().map(n -> n.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    private List<ApiKey> keys() {
        var lines = new ArrayList<>(apiKeys);
        if (apiKeyFile != null) {
            try {
                lines.addAll(Files.readAllLines(apiKeyFile));
            } catch (IOException e) {
                throw new FerkelException("--api-key-file " + apiKeyFile + ": can't be read: " + e.getMessage(), e);
            }
        }
        var keys = new ArrayList<ApiKey>();
        for (var line : lines) {
            var text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                int equals = text.indexOf('=');
                boolean named = equals > 0 && text.substring(0, equals).matches("[\\w.-]+");
                var secret = named ? text.substring(equals + 1) : text;
                if (secret.length() < 8) {
                    throw FerkelException.of("an API key has %d characters, expected 8 or more", secret.length());
                }
                keys.add(ApiKey.of(named ? text.substring(0, equals) : "key" + (keys.size() + 1), secret));
            }
        }
        return keys;
    }
}
