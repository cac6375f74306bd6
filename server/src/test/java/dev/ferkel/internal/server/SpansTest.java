package dev.ferkel.internal.server;

import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;

import dev.ferkel.testing.TinyChat;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What OpenTelemetry's own SDK receives of requests. */
class SpansTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();

    @BeforeEach
    void install() {
        GlobalOpenTelemetry.resetForTest();
        OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .buildAndRegisterGlobal();
    }

    @AfterEach
    void remove() {
        GlobalOpenTelemetry.resetForTest();
    }

    @Test
    void requestsAreSpansOfTheirCallersTraces(@TempDir Path folder) throws InterruptedException {
        var chat = TinyChat.plain(folder);
        try (var server = TestServer.of(Map.of("plain", folder))) {
            var body =
                    "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}], \"max_tokens\": 2, \"model\": \"plain\"}"
                            .formatted(chat.question());
            var usage = TestServer.json(
                            server.post("/chat/completions", body, "traceparent", "00-" + TRACE + "-" + PARENT + "-01"))
                    .path("usage");
            server.post("/chat/completions", "{");
            var ended = ended(2);
            assertThat(ended.getFirst())
                    .hasName("POST /chat/completions")
                    .hasKind(SpanKind.SERVER)
                    .hasTraceId(TRACE)
                    .hasParentSpanId(PARENT)
                    .hasAttribute(AttributeKey.stringKey("http.route"), "/chat/completions")
                    .hasAttribute(AttributeKey.longKey("http.response.status_code"), 200L)
                    .hasAttribute(AttributeKey.stringKey("gen_ai.request.model"), "plain")
                    .hasAttribute(
                            AttributeKey.longKey("gen_ai.usage.input_tokens"),
                            usage.path("prompt_tokens").asLong())
                    .hasAttribute(AttributeKey.longKey("gen_ai.usage.output_tokens"), 2L)
                    .hasAttribute(AttributeKey.stringArrayKey("gen_ai.response.finish_reasons"), List.of("length"));
            assertThat(ended.getLast())
                    .hasNoParent()
                    .hasAttribute(AttributeKey.longKey("http.response.status_code"), 400L);
        }
    }

    /** A client may have its answer before the span ends. */
    private List<SpanData> ended(int count) throws InterruptedException {
        for (int i = 0; i < 1000 && spans.getFinishedSpanItems().size() < count; i++) {
            Thread.sleep(10);
        }
        return spans.getFinishedSpanItems();
    }
}
