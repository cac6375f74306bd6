package dev.ferkel.internal.api;

import dev.ferkel.internal.assistant.ReplyEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code chat.completion} and its chunks, with DeepSeek's {@code reasoning_content}. */
public final class ChatWriter implements ReplyWriter {
    private final ReplyHead head;
    private final ChatCall call;
    private final TokenJson tokens;
    private final TreeMap<Integer, Choice> choices = new TreeMap<>();

    public ChatWriter(ReplyHead head, ChatCall call) {
        this.head = head;
        this.call = call;
        this.tokens = new TokenJson(head.tokenizer());
        for (int i = 0; i < call.ask().samples(); i++) {
            choices.put(i, new Choice());
        }
    }

    private ObjectNode object(String kind) {
        return Json.object()
                .put("id", head.id())
                .put("object", kind)
                .put("created", head.created())
                .put("model", head.model())
                .put("system_fingerprint", head.fingerprint());
    }

    private ObjectNode chunk(int choice, ObjectNode delta) {
        var chunk = object("chat.completion.chunk");
        var one = chunk.putArray("choices").addObject().put("index", choice);
        one.set("delta", delta);
        one.putNull("logprobs").putNull("finish_reason");
        if (call.includeUsage()) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    private static ObjectNode choiceOf(ObjectNode chunk) {
        return (ObjectNode) chunk.get("choices").get(0);
    }

    @Override
    public List<Chunk> begin(int promptTokens) {
        var chunks = new ArrayList<Chunk>();
        for (int i : choices.keySet()) {
            chunks.add(Chunk.of(chunk(i, Json.object().put("role", "assistant").put("content", ""))));
        }
        return chunks;
    }

    @Override
    public List<Chunk> accept(ReplyEvent event) {
        var choice = choice(event);
        choice.accept(event, callId(event.choice(), choice.calls.size()));
        return switch (event) {
            case ReplyEvent.Text text -> {
                var delta = Json.object().put(text.reasoning() ? "reasoning_content" : "content", text.text());
                var chunk = chunk(text.choice(), delta);
                if (call.ask().logProbabilities()) {
                    choiceOf(chunk)
                            .set(
                                    "logprobs",
                                    logprobs(
                                            text.reasoning() ? null : tokens.entries(text.tokens()),
                                            text.reasoning() ? tokens.entries(text.tokens()) : null));
                }
                yield List.of(Chunk.of(chunk));
            }
            case ReplyEvent.Call begun -> {
                var one = Json.object()
                        .put("index", begun.index())
                        .put("id", choice.calls.getLast().id)
                        .put("type", "function");
                one.putObject("function").put("name", begun.name()).put("arguments", "");
                yield List.of(Chunk.of(chunk(begun.choice(), toolDelta(one))));
            }
            case ReplyEvent.Arguments more -> {
                var one = Json.object().put("index", more.index());
                one.putObject("function").put("arguments", more.json());
                yield List.of(Chunk.of(chunk(more.choice(), toolDelta(one))));
            }
            case ReplyEvent.End end -> {
                var chunk = chunk(end.choice(), Json.object());
                choiceOf(chunk).put("finish_reason", Choice.finishReason(end));
                chunk.set("timings", UsageJson.timings(end));
                if (!call.includeUsage() && choices.values().stream().allMatch(c -> c.end != null)) {
                    chunk.set("usage", UsageJson.usage(ends()));
                }
                yield List.of(Chunk.of(chunk));
            }
        };
    }

    private Choice choice(ReplyEvent event) {
        return choices.computeIfAbsent(event.choice(), i -> new Choice());
    }

    private String callId(int choice, int index) {
        return "call_" + head.id().replaceFirst("^[a-z]+-", "") + "_" + choice + "_" + index;
    }

    private static ObjectNode toolDelta(ObjectNode call) {
        var delta = Json.object();
        delta.putArray("tool_calls").add(call);
        return delta;
    }

    private static ObjectNode logprobs(
            @org.jspecify.annotations.Nullable ArrayNode content,
            @org.jspecify.annotations.Nullable ArrayNode reasoning) {
        var logprobs = Json.object();
        logprobs.set("content", content);
        logprobs.putNull("refusal");
        if (reasoning != null) {
            logprobs.set("reasoning_content", reasoning);
        }
        return logprobs;
    }

    @Override
    public List<Chunk> end() {
        if (!call.includeUsage()) {
            return List.of();
        }
        var chunk = object("chat.completion.chunk");
        chunk.putArray("choices");
        chunk.set("usage", UsageJson.usage(ends()));
        return List.of(Chunk.of(chunk));
    }

    private List<ReplyEvent.End> ends() {
        return choices.values().stream().map(Choice::ended).toList();
    }

    @Override
    public String done() {
        return "[DONE]";
    }

    @Override
    public ObjectNode whole() {
        var whole = object("chat.completion");
        var array = whole.putArray("choices");
        choices.forEach((index, choice) -> array.add(whole(index, choice)));
        whole.set("usage", UsageJson.usage(ends()));
        whole.set("timings", UsageJson.timings(ends().getLast()));
        return whole;
    }

    private ObjectNode whole(int index, Choice choice) {
        var one = Json.object().put("index", index);
        var message = one.putObject("message").put("role", "assistant");
        if (choice.content.isEmpty() && !choice.calls.isEmpty()) {
            message.putNull("content");
        } else {
            message.put("content", choice.content.toString());
        }
        if (!choice.reasoning.isEmpty()) {
            message.put("reasoning_content", choice.reasoning.toString());
        }
        message.putNull("refusal");
        if (!choice.calls.isEmpty()) {
            var calls = message.putArray("tool_calls");
            for (var toolCall : choice.calls) {
                var object = calls.addObject().put("id", toolCall.id).put("type", "function");
                object.putObject("function").put("name", toolCall.name).put("arguments", toolCall.arguments.toString());
            }
        }
        if (call.ask().logProbabilities()) {
            one.set(
                    "logprobs",
                    logprobs(
                            tokens.entries(choice.contentTokens),
                            choice.reasoningTokens.isEmpty() ? null : tokens.entries(choice.reasoningTokens)));
        } else {
            one.putNull("logprobs");
        }
        return one.put("finish_reason", Choice.finishReason(choice.ended()));
    }
}
