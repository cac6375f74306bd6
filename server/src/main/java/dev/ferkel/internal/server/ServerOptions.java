package dev.ferkel.internal.server;

import dev.ferkel.internal.api.PastReasoning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a server does and allows, in groups. */
public record ServerOptions(Network network, Access access, Limits limits, Manners manners) {
    /**
     * Where it listens.
     *
     * @param host name or address
     * @param port 0 takes a free one
     * @param certificate PEM chain and key for TLS
     * @param connections open at the same time
     */
    public record Network(String host, int port, Optional<Certificate> certificate, int connections) {}

    /** PEM files. */
    public record Certificate(Path chain, Path key) {}

    /**
     * Who may ask.
     *
     * @param keys empty: everybody who can reach it
     * @param hosts names that the Host header may have beside addresses, localhost and the server's own
     * @param origins web pages that may ask beside the server's own; {@code *} is all
     */
    public record Access(List<ApiKey> keys, Set<String> hosts, Set<String> origins) {}

    /**
     * How much one may ask for.
     *
     * @param bodyBytes of a request
     * @param bodyTime to send a request; also how long a client may take nothing of its answer
     * @param answerTime from a request to the end of its answer
     * @param requestsPerMinute of a key, or of an address where there are no keys; 0: any number
     * @param tokensPerMinute of prompts and answers, likewise
     * @param samples answers to one prompt
     */
    public record Limits(
            long bodyBytes,
            Duration bodyTime,
            Optional<Duration> answerTime,
            long requestsPerMinute,
            long tokensPerMinute,
            int samples) {}

    /**
     * How it behaves.
     *
     * @param keepAlive how long a client hears nothing at most while its request waits
     * @param drain how long answers may go on after the server was told to stop
     * @param pastReasoning the rule for past reasoning
     * @param saltPerKey whether the prefix cache is kept apart for each key
     * @param logTexts whether prompts are logged
     */
    public record Manners(
            Duration keepAlive, Duration drain, PastReasoning pastReasoning, boolean saltPerKey, boolean logTexts) {}

    /** For this machine alone, with no key. */
    public static ServerOptions local(int port) {
        return new ServerOptions(
                new Network("127.0.0.1", port, Optional.empty(), 4096),
                new Access(List.of(), Set.of(), Set.of()),
                new Limits(16 << 20, Duration.ofSeconds(60), Optional.of(Duration.ofMinutes(30)), 0, 0, 128),
                new Manners(Duration.ofSeconds(10), Duration.ofSeconds(30), PastReasoning.ACCEPT, false, false));
    }
}
