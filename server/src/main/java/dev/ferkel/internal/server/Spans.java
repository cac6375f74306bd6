package dev.ferkel.internal.server;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span a request, for whatever OpenTelemetry implementation the process has (its Java agent, say); without one they
 * cost nothing. The caller's trace goes on. Attributes after OpenTelemetry's semantic conventions for HTTP and for generative
 * AI.
 */
final class Spans {
    private static final TextMapGetter<Exchange> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Exchange exchange) {
            return List.of("traceparent", "tracestate", "baggage");
        }

        @Override
        public @Nullable String get(@Nullable Exchange exchange, String key) {
            return exchange == null ? null : exchange.header(key).orElse(null);
        }
    };

    private static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

    private final Tracer tracer = GlobalOpenTelemetry.getTracer("dev.ferkel.server");

    /** Says in the span of this thread's request what is asked. */
    static void asked(String operation, String model) {
        Span.current()
                .setAttribute("gen_ai.operation.name", operation)
                .setAttribute("gen_ai.provider.name", "ferkel")
                .setAttribute("gen_ai.request.model", model);
    }

    /** Says there what the answers took. */
    static void answered(long promptTokens, long completionTokens, List<String> reasons) {
        Span.current()
                .setAttribute("gen_ai.usage.input_tokens", promptTokens)
                .setAttribute("gen_ai.usage.output_tokens", completionTokens)
                .setAttribute(FINISH_REASONS, reasons);
    }

    /** The span of one request. */
    record Running(Span span) {
        /** Makes it this thread's. */
        @SuppressWarnings("MustBeClosedChecker") // whoever enters closes
        Scope enter() {
            return span.makeCurrent();
        }

        void end(Exchange exchange, String path) {
            span.updateName(exchange.method() + " " + path);
            span.setAttribute("http.route", path);
            span.setAttribute("http.response.status_code", exchange.status());
            if (exchange.status() >= 500) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }

    Running start(Exchange exchange) {
        var parent = GlobalOpenTelemetry.getPropagators()
                .getTextMapPropagator()
                .extract(Context.current(), exchange, HEADERS);
        return new Running(tracer.spanBuilder(exchange.method())
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", exchange.method())
                .setAttribute("ferkel.request_id", exchange.id())
                .startSpan());
    }
}
