package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.assistant.Assistant;
import dev.ferkel.internal.engine.DraftSource;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.server.FerkelServer;
import dev.ferkel.internal.server.ModelRegistry;
import dev.ferkel.internal.server.ModelSource;
import dev.ferkel.internal.server.ServedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ferkel serve}: models behind DeepSeek's and OpenAI's API, with a page to talk on. */
@Command(
        name = "serve",
        description = "Serve a model over HTTP: DeepSeek's, OpenAI's and Anthropic's API, and a page to talk on.",
        footer = {
            "",
            "Every flag may also be set in the environment (FERKEL_SERVE_PORT for --port) or in the YAML file of --config "
                    + "(port: 8080). TIME is such as 500ms, 30s, 10m or 2h; without a unit it is in seconds. SIZE is "
                    + "such as 512M or 2G, in powers of 1024; without a unit it is in bytes.",
            "",
            "Examples:",
            "  ferkel serve model.gguf                     # then open http://127.0.0.1:8080",
            "  ferkel serve model.gguf --host 0.0.0.0 --host-name chat.example.org \\",
            "    --api-key-file keys.txt --tls-cert c.pem --tls-key k.pem",
            "  ferkel serve big.gguf --model small=small.gguf --unload-after 10m --quiet",
            "  curl http://127.0.0.1:8080/chat/completions \\",
            "    -H 'Content-Type: application/json' -d '{\"model\": \"deepseek-chat\",",
            "      \"messages\": [{\"role\": \"user\", \"content\": \"Hello!\"}]}'"
        })
final class ServeCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MODEL",
            description =
                    "A GGUF file, a Hugging Face folder or a name on the hub, see pull: the default model. Without any, "
                            + "the small one that comes with Ferkel.")
    @Nullable
    ModelArgument path;

    @Option(
            names = "--model",
            paramLabel = "NAME=MODEL",
            split = ",",
            order = 30,
            description = "Another model, loaded when first asked for by this name. May be given several times.")
    Map<String, ModelArgument> others = Map.of();

    @Option(
            names = "--unload-after",
            paramLabel = "TIME",
            order = 31,
            converter = Quantity.Time.class,
            description = "How long another model stays in memory unused. Default: 10m.")
    Duration unloadAfter = Duration.ofMinutes(10);

    @Option(
            names = "--queue",
            paramLabel = "N",
            order = 32,
            description = "Answers that may wait; more are refused at once with 503. Default: 1000.")
    int queue = 1000;

    @Option(names = "--batch", paramLabel = "N", order = 33, description = "Answers generated at once. Default: 64.")
    int batch = 64;

    @Option(
            names = "--drafts",
            paramLabel = "KIND",
            order = 34,
            description =
                    "Guess several tokens and check them at once, where that is the faster: off, lookup, mtp or auto. "
                            + "Answers are the same. Default: auto.")
    DraftSource drafts = DraftSource.AUTO;

    @Option(names = "--config", paramLabel = "FILE", order = 35, description = "A YAML file of settings.")
    @Nullable
    Path config;

    @Mixin
    final ServerFlags server = new ServerFlags();

    @Mixin
    final EngineFlags engine = new EngineFlags();

    @Mixin
    final ComputeFlags compute = new ComputeFlags();

    @Mixin
    final CommonFlags common = new CommonFlags();

    @Spec
    CommandSpec spec = CommandSpec.create();

    private final Streams streams;
    private final Settings settings;

    ServeCommand(Streams streams, Settings settings) {
        this.streams = streams;
        this.settings = settings;
    }

    @Override
    public Integer call() throws InterruptedException {
        settings.check(spec);
        var options = server.options();
        var sources = sources();
        compute.apply();
        try (var models = new ModelRegistry(sources, unloadAfter)) {
            // the default model's mistakes are told now, not to the first client
            models.preload();
            Consumer<String> log = common.quiet ? line -> {} : this::log;
            var running = FerkelServer.start(options, models, log);
            var scheme = options.network().certificate().isPresent() ? "https" : "http";
            var host = server.host.matches("0\\.0\\.0\\.0|::") ? "localhost" : server.host;
            streams.note("%s\nserving %s at %s://%s:%d  (Ctrl-C stops)"
                    .formatted(
                            streams.errStyle().dim(Version.kernels()),
                            String.join(", ", sources.keySet()),
                            scheme,
                            host,
                            running.port()));
            var stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                running.close();
                stopped.countDown();
            }));
            stopped.await();
        }
        return 0;
    }

    private void log(String line) {
        streams.note(LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS) + " "
                + streams.errStyle().safe(line));
    }

    private Map<String, ModelSource> sources() {
        var paths = new LinkedHashMap<String, Path>();
        if (path != null) {
            var file = path.locate(streams, common.quiet);
            paths.put(LoadedModel.name(file), file);
        }
        others.forEach((name, model) -> paths.put(name, model.locate(streams, common.quiet)));
        if (paths.isEmpty()) {
            var own = OwnModel.path("serve");
            paths.put(LoadedModel.name(own), own);
        }
        var sources = new LinkedHashMap<String, ModelSource>();
        paths.forEach((name, file) -> {
            if (!Files.exists(file)) {
                throw FerkelException.of("%s: there is no such file or folder", file);
            }
            // the adapter is the default model's, which is the first
            boolean adapted = sources.isEmpty();
            sources.put(name, () -> load(name, file, adapted));
        });
        return sources;
    }

    private ServedModel load(String name, Path file, boolean adapted) {
        try (var bar = new ProgressBar(streams, common.quiet, "loading")) {
            var model = adapted ? compute.open(file, bar) : LoadedModel.open(file, bar, compute.form());
            try {
                var options = engine.options()
                        .cacheType(compute.cacheType())
                        .drafts(drafts)
                        .maxQueued(queue)
                        .maxRunning(batch)
                        .build();
                var running = Engine.start(model.model(), Optional.of(model.tokenizer()), options);
                return new ServedModel(name, model, running, new Assistant(model, running));
            } catch (RuntimeException e) {
                model.close();
                throw e;
            }
        }
    }
}
