package dev.ferkel.internal.teacher;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.reward.Attempt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model behind an OpenAI-compatible endpoint. One request a sample, several at a time; a server that is busy or fails is
 * asked again, ever later.
 */
public final class EndpointTeacher implements Teacher {
    private static final int AT_ONCE = 8;
    private static final int TRIES = 5;
    private static final int BAD_REQUEST = 400;
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private final URI uri;
    private final String model;
    private final Optional<String> key;

    /** Whether the server takes DeepSeek's own field; one that refuses it is asked without. */
    private volatile boolean knowsThinking = true;

    /** Whether the address was right once: from then on a broken connection is a mishap. */
    private volatile boolean reached;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();

    /**
     * @param endpoint the address before {@code /chat/completions}
     * @param key for its owner's account
     */
    public EndpointTeacher(String endpoint, String model, Optional<String> key) {
        try {
            uri = URI.create(endpoint.replaceAll("/+$", "") + "/chat/completions");
        } catch (IllegalArgumentException e) {
            throw new FerkelException(endpoint + ": is no address", e);
        }
        this.model = model;
        this.key = key;
    }

    @Override
    public String name() {
        return model + " at " + uri.getHost();
    }

    @Override
    public List<List<Attempt>> answer(List<Ask> asks, int samples, float temperature, int maxTokens, long seed) {
        var gate = new Semaphore(AT_ONCE);
        var futures = new ArrayList<List<Future<Attempt>>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < asks.size(); i++) {
                var ask = asks.get(i);
                var mine = new ArrayList<Future<Attempt>>();
                for (int s = 0; s < samples; s++) {
                    long drawn = (seed + MIX * ((long) i * samples + s)) >>> 33;
                    mine.add(threads.submit(() -> {
                        gate.acquire();
                        try {
                            return attempt(ask, temperature, maxTokens, drawn);
                        } finally {
                            gate.release();
                        }
                    }));
                }
                futures.add(mine);
            }
        }
        return futures.stream().map(f -> f.stream().map(this::done).toList()).toList();
    }

    private Attempt done(Future<Attempt> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FerkelException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FerkelException ours
                    ? ours
                    : new FerkelException("%s: can't be reached: %s".formatted(uri, e.getCause()), e);
        }
    }

    private Attempt attempt(Ask ask, float temperature, int maxTokens, long seed)
            throws IOException, InterruptedException {
        var body = JsonMapper.shared().createObjectNode().put("model", model);
        body.putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", ask.problem().question() + "\nEnd with a line \"Answer: ...\".");
        body.put("temperature", temperature).put("max_tokens", maxTokens).put("seed", seed);
        boolean tells = knowsThinking;
        for (int tries = 1; ; tries++) {
            if (tells) {
                body.putObject("thinking").put("type", ask.thinking() ? "enabled" : "disabled");
            } else {
                body.remove("thinking");
            }
            HttpResponse<String> response;
            try {
                response = client.send(request(body.toString()), HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                if (!reached || tries >= TRIES) {
                    throw e;
                }
                Thread.sleep(Duration.ofSeconds(1L << tries));
                continue;
            }
            reached = true;
            if (response.statusCode() / 100 == 2) {
                knowsThinking = tells;
                return read(ask, response.body());
            }
            if (tells && (response.statusCode() == BAD_REQUEST || response.statusCode() == UNPROCESSABLE)) {
                tells = false;
                continue;
            }
            boolean again = response.statusCode() == TOO_MANY || response.statusCode() >= SERVER_ERROR;
            if (!again || tries >= TRIES) {
                var text = response.body().lines().findFirst().orElse("");
                throw FerkelException.of(
                        "%s: answered %d: %s",
                        uri, response.statusCode(), text.substring(0, Math.min(200, text.length())));
            }
            Thread.sleep(Duration.ofSeconds(1L << tries));
        }
    }

    private HttpRequest request(String body) {
        var request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        key.ifPresent(k -> request.header("Authorization", "Bearer " + k));
        return request.build();
    }

    private Attempt read(Ask ask, String body) {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            throw new FerkelException(uri + ": answered what is no JSON", e);
        }
        if (!json.path("choices").path(0).path("message").isObject()) {
            throw FerkelException.of("%s: answered without a message", uri);
        }
        return Reply.attempt(ask, json);
    }

    @Override
    public void close() {
        client.close();
    }
}
