package dev.ferkel.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Streams chat completions from a server that speaks OpenAI's API, and times what comes. */
final class LoadClient {
    /**
     * A stream that came to its end.
     *
     * @param firstNanos from the request to the first text
     * @param gapNanos between texts
     * @param tokens generated, by the server's own count
     */
    record Stream(String text, long firstNanos, List<Long> gapNanos, int tokens) {}

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final URI uri;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    LoadClient(String base) {
        uri = URI.create(base + "/v1/chat/completions");
    }

    /** @throws IOException if the stream does not come to its end */
    Stream stream(LoadRequest asked) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(asked.json()))
                .build();
        long start = System.nanoTime();
        long last = 0;
        long first = 0;
        int tokens = 0;
        boolean done = false;
        var gaps = new ArrayList<Long>();
        var text = new StringBuilder();
        var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("data: ")) {
                    continue;
                }
                if (line.equals("data: [DONE]")) {
                    done = true;
                    break;
                }
                var json = JsonMapper.shared().readTree(line.substring(6));
                tokens = Math.max(
                        tokens, json.path("usage").path("completion_tokens").asInt(0));
                var delta = json.path("choices")
                        .path(0)
                        .path("delta")
                        .path("content")
                        .asString("");
                if (!delta.isEmpty()) {
                    long now = System.nanoTime();
                    if (last == 0) {
                        first = now - start;
                    } else {
                        gaps.add(now - last);
                    }
                    last = now;
                    text.append(delta);
                }
            }
        }
        if (!done) {
            throw new IOException("the stream broke off");
        }
        return new Stream(text.toString(), first == 0 ? System.nanoTime() - start : first, gaps, tokens);
    }
}
