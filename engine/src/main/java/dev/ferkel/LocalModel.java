package dev.ferkel;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.assistant.Assistant;
import dev.ferkel.internal.engine.DraftSource;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.ops.LatentForm;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model in memory, which answers many callers at once. A request's answer does not depend on what else is asked at the
 * same time. Closing it ends all answers and gives its memory back.
 */
public final class LocalModel implements AutoCloseable {
    private final LoadedModel model;
    private final Engine engine;
    private final Assistant assistant;

    LocalModel(Path path, LoadOptions options) {
        model = LoadedModel.open(
                path, options.adapter(), Progress.NONE, options.exact() ? WeightForm.EXACT : WeightForm.PACKED);
        try {
            var tokenizer = model.tokenizer();
            engine = Engine.start(model.model(), Optional.<Tokenizer>of(tokenizer), engineOptions(options));
            assistant = new Assistant(model, engine);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static EngineOptions engineOptions(LoadOptions options) {
        var type = options.cacheType().orElse(options.exact() ? CacheType.F32 : CacheType.F16);
        var engine = EngineOptions.builder()
                .context(options.contextTokens())
                .cacheBytes(options.cacheBytes())
                .cacheType(DType.valueOf(type.name()))
                .drafts(DraftSource.valueOf(options.drafts().name()));
        if (options.latentAttention() != LatentAttention.BY_PHASE) {
            engine.latentForm(LatentForm.valueOf(options.latentAttention().name()));
        }
        return engine.build();
    }

    /** The file's stem or the folder's name. */
    public String name() {
        return model.name();
    }

    /** Tokens that a conversation and its answer may have together. */
    public int contextTokens() {
        return engine.context();
    }

    /** Tokens of a text. */
    public int countTokens(String text) {
        return model.tokenizer().encode(text, false).length;
    }

    /** Answers one question. */
    public ChatAnswer chat(String question) {
        return chat(List.of(Message.user(question)));
    }

    /** Continues a conversation. */
    public ChatAnswer chat(List<Message> messages) {
        return chat(ChatRequest.builder().messages(messages).build());
    }

    /**
     * Continues a conversation. An interrupt of the calling thread ends the answer, which then is truncated, and stays
     * set.
     *
     * @throws FerkelException if the request can't be answered, and why
     */
    public ChatAnswer chat(ChatRequest request) {
        try (var stream = stream(request)) {
            stream.forEachRemaining(piece -> {});
            return stream.answer();
        }
    }

    /** Continues a conversation, piece by piece. */
    public ChatStream stream(ChatRequest request) {
        if (request.messages().isEmpty()) {
            throw FerkelException.of("the conversation has no messages, expected at least one");
        }
        return new ChatStream(assistant.ask(Asks.of(request)));
    }

    /** What was done so far, and what is held now. */
    public ModelStats stats() {
        var stats = engine.stats();
        return new ModelStats(
                stats.requests(),
                stats.promptTokens(),
                stats.cachedTokens(),
                stats.generatedTokens(),
                stats.draftedTokens(),
                stats.acceptedTokens(),
                stats.running(),
                stats.waiting());
    }

    @Override
    public void close() {
        engine.close();
        model.close();
    }
}
