package dev.ferkel.internal.api;

import dev.ferkel.internal.assistant.ReplyEvent;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic's {@code message}: blocks of thinking, text and tool uses, whole and as its stream of events. */
public final class MessagesWriter implements ReplyWriter {
    private enum Block {
        NONE,
        THINKING,
        TEXT,
        TOOL
    }

    private final ReplyHead head;
    private final Choice choice = new Choice();
    private Block open = Block.NONE;
    private int index = -1;

    public MessagesWriter(ReplyHead head) {
        this.head = head;
    }

    private ObjectNode message(int promptTokens) {
        var message = Json.object().put("id", head.id()).put("type", "message").put("role", "assistant");
        message.put("model", head.model()).putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", usage(promptTokens, 0, 0));
        return message;
    }

    private static ObjectNode usage(int prompt, int cached, int output) {
        return Json.object()
                .put("input_tokens", prompt - cached)
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", cached)
                .put("output_tokens", output);
    }

    private static Chunk chunk(String type, ObjectNode data) {
        return new Chunk(type, data);
    }

    private static ObjectNode typed(String type) {
        return Json.object().put("type", type);
    }

    @Override
    public List<Chunk> begin(int promptTokens) {
        var start = typed("message_start");
        start.set("message", message(promptTokens));
        return List.of(chunk("message_start", start));
    }

    @Override
    public List<Chunk> accept(ReplyEvent event) {
        choice.accept(event, "toolu_" + head.id().replaceFirst("^[a-z]+_", "") + "_" + choice.calls.size());
        var chunks = new ArrayList<Chunk>();
        switch (event) {
            case ReplyEvent.Text text -> {
                open(text.reasoning() ? Block.THINKING : Block.TEXT, chunks);
                chunks.add(
                        text.reasoning()
                                ? delta(typed("thinking_delta").put("thinking", text.text()))
                                : delta(typed("text_delta").put("text", text.text())));
            }
            case ReplyEvent.Call call -> {
                close(chunks);
                open(Block.TOOL, chunks);
            }
            case ReplyEvent.Arguments more ->
                chunks.add(delta(typed("input_json_delta").put("partial_json", more.json())));
            case ReplyEvent.End end -> {
                close(chunks);
                var last = typed("message_delta");
                last.set("delta", stop(end));
                last.set(
                        "usage",
                        usage(
                                end.usage().promptTokens(),
                                end.usage().cachedTokens(),
                                end.usage().completionTokens()));
                chunks.add(chunk("message_delta", last));
            }
        }
        return chunks;
    }

    private void open(Block block, List<Chunk> chunks) {
        if (open == block) {
            return;
        }
        close(chunks);
        open = block;
        index++;
        var start = typed("content_block_start").put("index", index);
        start.set(
                "content_block",
                switch (block) {
                    case THINKING -> typed("thinking").put("thinking", "").put("signature", "");
                    case TOOL -> {
                        var call = choice.calls.getLast();
                        var use = typed("tool_use").put("id", call.id).put("name", call.name);
                        use.putObject("input");
                        yield use;
                    }
                    default -> typed("text").put("text", "");
                });
        chunks.add(chunk("content_block_start", start));
    }

    private void close(List<Chunk> chunks) {
        if (open == Block.THINKING) {
            // clients expect one; nothing is checked with it
            chunks.add(delta(typed("signature_delta").put("signature", head.id())));
        }
        if (open != Block.NONE) {
            chunks.add(chunk("content_block_stop", typed("content_block_stop").put("index", index)));
        }
        open = Block.NONE;
    }

    private Chunk delta(ObjectNode delta) {
        var data = typed("content_block_delta").put("index", index);
        data.set("delta", delta);
        return chunk("content_block_delta", data);
    }

    private static ObjectNode stop(ReplyEvent.End end) {
        var reason = switch (end.reason()) {
            case STOP -> end.calls() > 0 ? "tool_use" : end.stop().isEmpty() ? "end_turn" : "stop_sequence";
            case LENGTH -> "max_tokens";
            case TIME, CANCELLED -> "pause_turn";
        };
        var stop = Json.object().put("stop_reason", reason);
        return reason.equals("stop_sequence") ? stop.put("stop_sequence", end.stop()) : stop.putNull("stop_sequence");
    }

    @Override
    public List<Chunk> end() {
        return List.of(chunk("message_stop", typed("message_stop")));
    }

    @Override
    public String done() {
        return "";
    }

    @Override
    public ObjectNode whole() {
        var end = choice.ended();
        var message = message(0);
        var content = message.putArray("content");
        if (!choice.reasoning.isEmpty()) {
            content.add(typed("thinking")
                    .put("thinking", choice.reasoning.toString())
                    .put("signature", head.id()));
        }
        if (!choice.content.isEmpty() || choice.calls.isEmpty()) {
            content.add(typed("text").put("text", choice.content.toString()));
        }
        for (var call : choice.calls) {
            var use = typed("tool_use").put("id", call.id).put("name", call.name);
            use.set("input", parsed(call.arguments.toString()));
            content.add(use);
        }
        message.setAll(stop(end));
        message.set(
                "usage",
                usage(
                        end.usage().promptTokens(),
                        end.usage().cachedTokens(),
                        end.usage().completionTokens()));
        return message;
    }

    /** What a model wrote as arguments may be no JSON. */
    private static JsonNode parsed(String arguments) {
        try {
            var node = JsonMapper.shared().readTree(arguments);
            return node.isObject() ? node : Json.object();
        } catch (JacksonException e) {
            return Json.object();
        }
    }

    /** Anthropic's error body. */
    public static ObjectNode anthropicError(ApiException e) {
        var type = switch (e.status()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            default -> e.status() < 500 ? "invalid_request_error" : "api_error";
        };
        var body = typed("error");
        body.putObject("error").put("type", type).put("message", e.text());
        return body;
    }
}
