package dev.ferkel.e2e;

import dev.ferkel.internal.assistant.Assistant;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.server.ApiKey;
import dev.ferkel.internal.server.FerkelServer;
import dev.ferkel.internal.server.ModelRegistry;
import dev.ferkel.internal.server.ModelSource;
import dev.ferkel.internal.server.ServedModel;
import dev.ferkel.internal.server.ServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server with models of its own. */
final class TestServer implements AutoCloseable {
    private final ModelRegistry models;
    private final FerkelServer server;

    /** @param paths by name, the first being the default */
    TestServer(Map<String, Path> paths, List<ApiKey> keys) {
        var sources = new LinkedHashMap<String, ModelSource>();
        paths.forEach((name, path) -> sources.put(name, () -> load(name, path)));
        models = new ModelRegistry(sources, Duration.ofMinutes(10));
        var local = ServerOptions.local(0);
        var access = new ServerOptions.Access(
                keys, local.access().hosts(), local.access().origins());
        server = FerkelServer.start(
                new ServerOptions(local.network(), access, local.limits(), local.manners()), models, line -> {});
    }

    private static ServedModel load(String name, Path path) {
        // what the tiny ones answer is known for exact arithmetic; the others are as users have them
        var form = name.startsWith("tiny") ? WeightForm.EXACT : WeightForm.PACKED;
        var model = LoadedModel.open(path, Progress.NONE, form);
        var engine = Engine.start(model.model(), Optional.of(model.tokenizer()), EngineOptions.DEFAULT);
        return new ServedModel(name, model, engine, new Assistant(model, engine));
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
