package dev.ferkel.internal.server;

import dev.ferkel.internal.api.Json;
import dev.ferkel.internal.api.TokenCall;

/** {@code /tokenize} and {@code /detokenize}. */
final class TokenHandlers {
    private final ServerOptions options;
    private final ModelRegistry models;

    TokenHandlers(ServerOptions options, ModelRegistry models) {
        this.options = options;
        this.models = models;
    }

    void tokenize(Exchange exchange) {
        var call = TokenCall.tokenize(body(exchange));
        var answer = new HeldAnswer(exchange);
        try (var lease = models.lend(call.model(), options.manners().keepAlive(), answer::keepAlive)) {
            var tokenizer = lease.model().model().tokenizer();
            int[] ids = tokenizer.encode(call.text(), call.addSpecial());
            var json = Json.object();
            var tokens = json.putArray("tokens");
            for (int id : ids) {
                if (call.pieces()) {
                    tokens.addObject().put("id", id).put("piece", tokenizer.decode(new int[] {id}, false));
                } else {
                    tokens.add(id);
                }
            }
            answer.send(json.put("count", ids.length)
                    .put("max_model_len", lease.model().engine().context()));
        }
    }

    void detokenize(Exchange exchange) {
        var call = TokenCall.detokenize(body(exchange));
        var answer = new HeldAnswer(exchange);
        try (var lease = models.lend(call.model(), options.manners().keepAlive(), answer::keepAlive)) {
            var tokenizer = lease.model().model().tokenizer();
            var text = tokenizer.decode(call.ids(tokenizer.vocabularySize()), false);
            answer.send(Json.object().put("content", text).put("prompt", text));
        }
    }

    private byte[] body(Exchange exchange) {
        return exchange.body(options.limits().bodyBytes(), options.limits().bodyTime());
    }
}
