package dev.ferkel.internal.server;

import dev.ferkel.internal.assistant.ReplyEvent;
import dev.ferkel.internal.engine.Stats;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.ToDoubleFunction;

/** What {@code /metrics} tells, in Prometheus' text format 0.0.4. */
final class ServerMetrics {
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double[] SECONDS = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};
    private static final double[] SHORT_SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter requests;
    private final Histogram duration;
    private final Histogram queue;
    private final Histogram firstToken;
    private final Histogram betweenTokens;

    ServerMetrics(ModelRegistry models) {
        requests = Counter.builder()
                .name("ferkel_http_requests_total")
                .help("Requests by path and status.")
                .labelNames("path", "status")
                .register(registry);
        duration = histogram("ferkel_request_seconds", "From a request to the end of its answer.", SECONDS);
        queue = histogram("ferkel_queue_seconds", "From a request's arrival to its first step.", SECONDS);
        firstToken = histogram("ferkel_first_token_seconds", "From a request to its first token.", SECONDS);
        betweenTokens = histogram("ferkel_between_tokens_seconds", "Between an answer's pieces.", SHORT_SECONDS);
        counter(models, "ferkel_answers_total", "Answers asked for.", Stats::requests);
        counter(models, "ferkel_prompt_tokens_total", "Tokens of prompts.", Stats::promptTokens);
        counter(models, "ferkel_cached_tokens_total", "Of those, found in the cache.", Stats::cachedTokens);
        counter(models, "ferkel_generated_tokens_total", "Tokens generated.", Stats::generatedTokens);
        counter(models, "ferkel_drafted_tokens_total", "Tokens drafted.", Stats::draftedTokens);
        counter(models, "ferkel_accepted_tokens_total", "Of those, accepted.", Stats::acceptedTokens);
        counter(models, "ferkel_preemptions_total", "Answers that gave their pages away.", Stats::preemptions);
        counter(models, "ferkel_step_seconds_total", "Time in forward passes.", s -> s.stepNanos() / 1e9);
        gauge(models, "ferkel_running_answers", "Answers being generated.", Stats::running);
        gauge(models, "ferkel_waiting_answers", "Answers that wait.", Stats::waiting);
        gauge(models, "ferkel_cache_pages", "Pages of the cache.", Stats::pages);
        gauge(models, "ferkel_used_cache_pages", "Pages held.", Stats::usedPages);
        gauge(models, "ferkel_prefix_cache_pages", "Pages that only known prefixes hold.", Stats::prefixPages);
    }

    private Histogram histogram(String name, String help, double[] bounds) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(bounds)
                .register(registry);
    }

    private void counter(ModelRegistry models, String name, String help, ToDoubleFunction<Stats> value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("model")
                .callback(c -> models.loaded()
                        .forEach(m -> c.call(value.applyAsDouble(m.engine().stats()), m.name())))
                .register(registry);
    }

    private void gauge(ModelRegistry models, String name, String help, ToDoubleFunction<Stats> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("model")
                .callback(c -> models.loaded()
                        .forEach(m -> c.call(value.applyAsDouble(m.engine().stats()), m.name())))
                .register(registry);
    }

    /** @param path a known one, so that nobody can make up labels */
    void request(String path, int status, long nanos) {
        requests.labelValues(path, String.valueOf(status)).inc();
        duration.observe(nanos / 1e9);
    }

    void firstToken(long nanos) {
        firstToken.observe(nanos / 1e9);
    }

    void betweenTokens(long nanos) {
        betweenTokens.observe(nanos / 1e9);
    }

    void ended(ReplyEvent.End end) {
        queue.observe(end.usage().queueNanos() / 1e9);
    }

    byte[] text() {
        var out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
