package dev.ferkel.internal.server;

import dev.ferkel.internal.api.ApiException;
import dev.ferkel.internal.api.Json;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.node.ObjectNode;

/** What the server says of itself. */
final class InfoHandlers {
    private final ModelRegistry models;
    private final ServerMetrics metrics;
    private final StatusHistory history;
    private final BooleanSupplier ready;
    private final long started;

    InfoHandlers(
            ModelRegistry models,
            ServerMetrics metrics,
            StatusHistory history,
            BooleanSupplier ready,
            long startedEpochSecond) {
        this.models = models;
        this.metrics = metrics;
        this.history = history;
        this.ready = ready;
        this.started = startedEpochSecond;
    }

    void models(Exchange exchange) {
        var list = Json.object().put("object", "list");
        var data = list.putArray("data");
        models.names().forEach(name -> data.add(model(name)));
        exchange.json(200, list);
    }

    void model(Exchange exchange) {
        var name = Routes.plain(exchange.path()).substring("/models/".length());
        if (!models.names().contains(name)) {
            throw ApiException.of(
                    404, "invalid_request_error", "model_not_found", "there is no model '%s'".formatted(name));
        }
        exchange.json(200, model(name));
    }

    private ObjectNode model(String name) {
        return Json.object()
                .put("id", name)
                .put("object", "model")
                .put("created", started)
                .put("owned_by", name.startsWith("deepseek-") ? "deepseek" : "ferkel");
    }

    /** Clients of DeepSeek ask for it; here nothing is paid for. */
    void balance(Exchange exchange) {
        var balance = Json.object().put("is_available", true);
        balance.putArray("balance_infos")
                .addObject()
                .put("currency", "USD")
                .put("total_balance", "0.00")
                .put("granted_balance", "0.00")
                .put("topped_up_balance", "0.00");
        exchange.json(200, balance);
    }

    @SuppressWarnings("DoNotCallSuggester") // a handler like the others
    void noEmbeddings(Exchange exchange) {
        throw ApiException.of(
                501,
                "invalid_request_error",
                "not_supported",
                "this server has no embeddings: its models generate text");
    }

    /** It runs, and so do the engines of its models: if not, only another start helps. */
    void health(Exchange exchange) {
        boolean broken = models.loaded().stream().anyMatch(m -> m.engine().isBroken());
        exchange.json(broken ? 503 : 200, Json.object().put("status", broken ? "broken" : "ok"));
    }

    /** It takes requests. */
    void ready(Exchange exchange) {
        boolean is = ready.getAsBoolean();
        exchange.json(is ? 200 : 503, Json.object().put("status", is ? "ready" : "stopping"));
    }

    void metrics(Exchange exchange) {
        exchange.bytes(200, ServerMetrics.CONTENT_TYPE, metrics.text());
    }

    void status(Exchange exchange) {
        var json = history.json();
        var list = json.putArray("models");
        for (var served : models.loaded()) {
            var stats = served.engine().stats();
            list.addObject()
                    .put("name", served.name())
                    .put("context", served.engine().context())
                    .put("running", stats.running())
                    .put("waiting", stats.waiting())
                    .put("prompt_tokens", stats.promptTokens())
                    .put("cached_tokens", stats.cachedTokens())
                    .put("generated_tokens", stats.generatedTokens())
                    .put("drafted_tokens", stats.draftedTokens())
                    .put("accepted_tokens", stats.acceptedTokens())
                    .put("used_pages", stats.usedPages())
                    .put("pages", stats.pages());
        }
        exchange.json(200, json);
    }
}
