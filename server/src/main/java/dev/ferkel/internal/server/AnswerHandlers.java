package dev.ferkel.internal.server;

import dev.ferkel.internal.api.ApiException;
import dev.ferkel.internal.api.CallDefaults;
import dev.ferkel.internal.api.ChatCall;
import dev.ferkel.internal.api.ChatWriter;
import dev.ferkel.internal.api.CompletionCall;
import dev.ferkel.internal.api.CompletionWriter;
import dev.ferkel.internal.api.Json;
import dev.ferkel.internal.api.MessagesCall;
import dev.ferkel.internal.api.MessagesWriter;
import dev.ferkel.internal.api.ReplyHead;
import dev.ferkel.internal.api.ReplyWriter;
import dev.ferkel.internal.assistant.Reply;
import dev.ferkel.internal.server.ModelRegistry.Lease;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The calls that a model answers. */
final class AnswerHandlers {
    private final ServerOptions options;
    private final ModelRegistry models;
    private final RateLimiter limiter;
    private final ReplySender sender;

    AnswerHandlers(ServerOptions options, ModelRegistry models, RateLimiter limiter, ReplySender sender) {
        this.options = options;
        this.models = models;
        this.limiter = limiter;
        this.sender = sender;
    }

    /** {@code POST /chat/completions}. */
    void chat(Exchange exchange) {
        var call = ChatCall.read(body(exchange), name -> defaults(exchange, name));
        answer(exchange, call, "chatcmpl-", false);
    }

    /** Anthropic's {@code POST /v1/messages}. */
    void messages(Exchange exchange) {
        var call = MessagesCall.read(body(exchange), name -> defaults(exchange, name), true);
        answer(exchange, call, "msg_", true);
    }

    private void answer(Exchange exchange, ChatCall call, String prefix, boolean anthropic) {
        exchange.note("model=" + call.model()
                + (options.manners().logTexts() ? " messages=" + call.ask().messages() : ""));
        Spans.asked("chat", call.model());
        limiter.take(exchange.client());
        var held = call.stream() ? new EventStream(exchange) : new HeldAnswer(exchange);
        try (var lease = lend(call.model(), held)) {
            var head = head(exchange, lease, call.model(), prefix);
            ReplyWriter writer = anthropic ? new MessagesWriter(head) : new ChatWriter(head, call);
            send(exchange, held, List.of(lease.model().assistant().ask(call.ask())), 1 << 20, writer);
        }
    }

    /** {@code POST /completions}. */
    void completions(Exchange exchange) {
        var call = CompletionCall.read(body(exchange), name -> defaults(exchange, name));
        exchange.note("model=" + call.model() + (options.manners().logTexts() ? " prompts=" + call.prompts() : ""));
        Spans.asked("text_completion", call.model());
        limiter.take(exchange.client());
        var held = call.stream() ? new EventStream(exchange) : new HeldAnswer(exchange);
        try (var lease = lend(call.model(), held)) {
            var model = lease.model();
            var replies = new ArrayList<Reply>();
            try {
                for (var request : call.requests(model.model())) {
                    replies.add(model.assistant()
                            .complete(request, call.logProbabilities().isPresent()));
                }
            } catch (RuntimeException e) {
                replies.forEach(Reply::close);
                throw e;
            }
            var writer = new CompletionWriter(head(exchange, lease, call.model(), "cmpl-"), call, model.model());
            send(exchange, held, replies, call.samples(), writer);
        }
    }

    private Lease lend(String model, HeldReply held) {
        return models.lend(model, options.manners().keepAlive(), held::keepAlive);
    }

    private void send(Exchange exchange, HeldReply held, List<Reply> replies, int samples, ReplyWriter writer) {
        sender.send(
                exchange,
                held,
                new Replies(replies, samples),
                writer,
                tokens -> limiter.used(exchange.client(), tokens));
    }

    /** {@code POST /v1/messages/count_tokens}. */
    void countTokens(Exchange exchange) {
        var call = MessagesCall.read(body(exchange), name -> defaults(exchange, name), false);
        var answer = new HeldAnswer(exchange);
        try (var lease = lend(call.model(), answer)) {
            int count = lease.model().assistant().writer().write(call.ask()).ids().length;
            answer.send(Json.object().put("input_tokens", count));
        }
    }

    /** {@code POST /apply-template}: the prompt that a conversation becomes. */
    void applyTemplate(Exchange exchange) {
        var call = ChatCall.read(body(exchange), name -> defaults(exchange, name));
        var answer = new HeldAnswer(exchange);
        try (var lease = lend(call.model(), answer)) {
            var prompt = lease.model().assistant().writer().write(call.ask());
            answer.send(Json.object().put("prompt", prompt.text()));
        }
    }

    private byte[] body(Exchange exchange) {
        return exchange.body(options.limits().bodyBytes(), options.limits().bodyTime());
    }

    private CallDefaults defaults(Exchange exchange, String name) {
        if (models.resolve(name).isEmpty()) {
            throw ApiException.badValue(
                    "model", "Model Not Exist: '%s'; this server has %s", name, String.join(", ", models.names()));
        }
        return new CallDefaults(
                options.manners().pastReasoning(),
                models.thinking(name),
                options.limits().answerTime(),
                options.manners().saltPerKey() ? exchange.client() : "",
                options.limits().samples());
    }

    private ReplyHead head(Exchange exchange, Lease lease, String asked, String prefix) {
        var model = lease.model();
        return new ReplyHead(
                prefix + exchange.id(),
                Instant.now().getEpochSecond(),
                asked.isEmpty() ? model.name() : asked,
                model.fingerprint(),
                model.model().tokenizer());
    }
}
