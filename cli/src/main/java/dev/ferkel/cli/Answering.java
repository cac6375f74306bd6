package dev.ferkel.cli;

import dev.ferkel.internal.cache.PagePool;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.Generation;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.engine.Request;
import dev.ferkel.internal.sampling.Sampling;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A model that is ready to answer, one request at a time: where the commands meet the engine. */
final class Answering implements AutoCloseable {
    private static final long LOOK_MILLIS = 50;

    private final LoadedModel model;
    private final Engine engine;
    private final Streams streams;
    private final boolean quiet;
    private final DType cacheType;
    private final long loadNanos;
    private volatile @Nullable Generation current;

    private Answering(LoadedModel model, EngineOptions options, Streams streams, boolean quiet, long startNanos) {
        this.model = model;
        this.streams = streams;
        this.quiet = quiet;
        this.cacheType = options.cacheType();
        var tokenizer = model.text().hasTokenizer() ? Optional.of(model.tokenizer()) : Optional.<Tokenizer>empty();
        engine = Engine.start(model.model(), tokenizer, options);
        loadNanos = System.nanoTime() - startNanos;
    }

    /** Loads a model, and says once with which kernels it computes. */
    static Answering open(
            Path path, ComputeFlags compute, EngineOptions.Builder options, boolean quiet, Streams streams) {
        long start = System.nanoTime();
        compute.apply();
        try (var bar = new ProgressBar(streams, quiet, "loading")) {
            var model = compute.open(path, bar);
            try {
                var ready = new Answering(
                        model, options.cacheType(compute.cacheType()).build(), streams, quiet, start);
                if (!quiet) {
                    streams.note(streams.errStyle().dim(Version.kernels()));
                }
                return ready;
            } catch (RuntimeException e) {
                model.close();
                throw e;
            }
        }
    }

    LoadedModel model() {
        return model;
    }

    Engine engine() {
        return engine;
    }

    /** Bytes of cache that so many tokens take, in whole pages. */
    long cacheBytes(int tokens) {
        var config = model.config();
        return PagePool.bytes(cacheType, config.layers(), config.cacheWidth(), tokens);
    }

    /** From the start to a model that takes prompts. */
    long loadNanos() {
        return loadNanos;
    }

    /**
     * Answers a prompt, passing the pieces on as they come.
     *
     * @param flags how, beside {@code sampling}
     */
    Reply answer(Prompt prompt, Sampling sampling, AnswerFlags flags, Reply.Listener listener) {
        var stops = new ArrayList<>(flags.stops);
        stops.addAll(prompt.stops());
        var request = Request.builder(prompt.ids())
                .sampling(sampling)
                .maxTokens(flags.maxTokens())
                .endIds(model.endOfGeneration())
                .stops(stops)
                .build();
        var reader = new ReplyReader(prompt.splitter(), listener);
        var generation = engine.submit(request);
        current = generation;
        try (var bar = new ProgressBar(streams, quiet, "reading")) {
            while (!generation.isDone()) {
                var event = generation.next(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    bar.close();
                    reader.accept(event);
                } else if (!reader.begun()) {
                    bar.at(generation.promptComputed(), prompt.ids().length);
                }
            }
            return reader.reply();
        } catch (InterruptedException e) {
            generation.cancel();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            current = null;
        }
    }

    /** Ends the answer that is being given, if any; safe from any thread. */
    void cancel() {
        var generation = current;
        if (generation != null) {
            generation.cancel();
        }
    }

    @Override
    public void close() {
        engine.close();
        model.close();
    }
}
