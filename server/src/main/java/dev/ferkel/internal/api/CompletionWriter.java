package dev.ferkel.internal.api;

import dev.ferkel.internal.assistant.ReplyEvent;
import dev.ferkel.internal.assistant.TokenInfo;
import dev.ferkel.internal.engine.LoadedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** {@code text_completion}, whole and in pieces. Choices of the first prompt come first. */
public final class CompletionWriter implements ReplyWriter {
    private final ReplyHead head;
    private final CompletionCall call;
    private final LoadedModel model;
    private final TokenJson tokens;
    private final TreeMap<Integer, Choice> choices = new TreeMap<>();
    private final List<Integer> offsets = new ArrayList<>();

    public CompletionWriter(ReplyHead head, CompletionCall call, LoadedModel model) {
        this.head = head;
        this.call = call;
        this.model = model;
        this.tokens = new TokenJson(head.tokenizer());
        for (int i = 0; i < call.prompts().size() * call.samples(); i++) {
            choices.put(i, new Choice());
            offsets.add(0);
        }
    }

    private ObjectNode object() {
        return Json.object()
                .put("id", head.id())
                .put("object", "text_completion")
                .put("created", head.created())
                .put("model", head.model())
                .put("system_fingerprint", head.fingerprint());
    }

    private ObjectNode chunk(int choice, String text) {
        var chunk = object();
        chunk.putArray("choices")
                .addObject()
                .put("text", text)
                .put("index", choice)
                .putNull("logprobs")
                .putNull("finish_reason");
        return chunk;
    }

    @Override
    public List<Chunk> begin(int promptTokens) {
        var chunks = new ArrayList<Chunk>();
        choices.forEach((index, choice) -> {
            var echoed = call.echoed(model, index / call.samples());
            choice.content.append(echoed);
            if (!echoed.isEmpty()) {
                chunks.add(Chunk.of(chunk(index, echoed)));
            }
        });
        return chunks;
    }

    @Override
    public List<Chunk> accept(ReplyEvent event) {
        int index = event.choice();
        var choice = java.util.Objects.requireNonNull(choices.get(index));
        choice.accept(event, "");
        return switch (event) {
            case ReplyEvent.Text text -> {
                var chunk = chunk(index, text.text());
                if (call.logProbabilities().isPresent()) {
                    ((ObjectNode) chunk.get("choices").get(0)).set("logprobs", logprobs(text.tokens(), index));
                }
                yield List.of(Chunk.of(chunk));
            }
            case ReplyEvent.End end -> {
                var chunk = chunk(index, "");
                ((ObjectNode) chunk.get("choices").get(0)).put("finish_reason", Choice.finishReason(end));
                chunk.set("timings", UsageJson.timings(end));
                yield List.of(Chunk.of(chunk));
            }
            default -> List.of();
        };
    }

    private ObjectNode logprobs(List<TokenInfo> infos, int index) {
        var logprobs = Json.object();
        var offset = logprobs.putArray("text_offset");
        var values = logprobs.putArray("token_logprobs");
        var texts = logprobs.putArray("tokens");
        var top = logprobs.putArray("top_logprobs");
        for (var info : infos) {
            offset.add(offsets.get(index));
            offsets.set(index, offsets.get(index) + info.text().length());
            values.add(TokenJson.finite(info.logProbability()));
            texts.add(info.text());
            var alternatives = top.addObject();
            info.alternatives()
                    .forEach(a -> alternatives.put(tokens.text(a.id()), TokenJson.finite(a.logProbability())));
        }
        return logprobs;
    }

    /** A prompt's tokens count once, however many answers it has. */
    private ObjectNode usage() {
        int prompt = 0;
        int cached = 0;
        int completion = 0;
        for (var entry : choices.entrySet()) {
            var usage = entry.getValue().ended().usage();
            completion += usage.completionTokens();
            if (entry.getKey() % call.samples() == 0) {
                prompt += usage.promptTokens();
                cached += usage.cachedTokens();
            }
        }
        return UsageJson.usage(prompt, cached, completion, 0);
    }

    @Override
    public List<Chunk> end() {
        if (!call.includeUsage()) {
            return List.of();
        }
        var chunk = object();
        chunk.putArray("choices");
        chunk.set("usage", usage());
        return List.of(Chunk.of(chunk));
    }

    @Override
    public String done() {
        return "[DONE]";
    }

    @Override
    public ObjectNode whole() {
        var whole = object();
        var array = whole.putArray("choices");
        choices.forEach((index, choice) -> {
            var one = array.addObject().put("text", choice.content.toString()).put("index", index);
            if (call.logProbabilities().isPresent()) {
                offsets.set(index, 0);
                one.set("logprobs", logprobs(choice.contentTokens, index));
            } else {
                one.putNull("logprobs");
            }
            one.put("finish_reason", Choice.finishReason(choice.ended()));
        });
        whole.set("usage", usage());
        whole.set("timings", UsageJson.timings(choices.lastEntry().getValue().ended()));
        return whole;
    }
}
