package dev.ferkel.e2e;

import dev.ferkel.internal.assistant.Assistant;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.server.ApiKey;
import dev.ferkel.internal.server.FerkelServer;
import dev.ferkel.internal.server.ModelRegistry;
import dev.ferkel.internal.server.ModelSource;
import dev.ferkel.internal.server.ServedModel;
import dev.ferkel.internal.server.ServerOptions;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.testing.TinyChat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** A server with two tiny models: one that answers at once, one that thinks first. */
final class TinyServer implements AutoCloseable {
    private final ModelRegistry models;
    private final FerkelServer server;
    private final TinyChat plain;
    private final TinyChat thinker;

    private TinyServer(Path folder, List<ApiKey> keys) throws IOException {
        plain = TinyChat.plain(Files.createDirectories(folder.resolve("tiny")));
        thinker = TinyChat.thinking(Files.createDirectories(folder.resolve("tiny-thinker")));
        var sources = new LinkedHashMap<String, ModelSource>();
        sources.put("tiny", () -> load("tiny", plain.folder()));
        sources.put("tiny-thinker", () -> load("tiny-thinker", thinker.folder()));
        models = new ModelRegistry(sources, Duration.ofMinutes(10));
        var local = ServerOptions.local(0);
        var access = new ServerOptions.Access(
                keys, local.access().hosts(), local.access().origins());
        server = FerkelServer.start(
                new ServerOptions(local.network(), access, local.limits(), local.manners()), models, line -> {});
    }

    static TinyServer start(Path folder, ApiKey... keys) {
        try {
            return new TinyServer(folder, List.of(keys));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServedModel load(String name, Path folder) {
        var model = LoadedModel.open(folder, Progress.NONE, WeightForm.EXACT);
        var engine = Engine.start(model.model(), Optional.of(model.tokenizer()), EngineOptions.DEFAULT);
        return new ServedModel(name, model, engine, new Assistant(model, engine));
    }

    TinyChat plain() {
        return plain;
    }

    TinyChat thinker() {
        return thinker;
    }

    String address() {
        return "http://127.0.0.1:" + server.port() + "/";
    }

    @Override
    public void close() {
        server.close();
        models.close();
    }
}
