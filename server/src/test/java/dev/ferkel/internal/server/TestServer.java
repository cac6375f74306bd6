package dev.ferkel.internal.server;

import dev.ferkel.internal.assistant.Assistant;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.tensor.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server on a free port, and a client that reads JSON. */
final class TestServer implements AutoCloseable {
    /** The model that comes with the project. */
    static final String SHIPPED = "piglet-r1";

    final FerkelServer server;
    final ModelRegistry models;
    final List<String> log = new CopyOnWriteArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestServer(ServerOptions options, Map<String, ModelSource> sources) {
        models = new ModelRegistry(sources, Duration.ofMinutes(1));
        server = FerkelServer.start(options, models, log::add);
    }

    static TestServer of(ServerOptions options, Map<String, Path> folders, EngineOptions engine) {
        var sources = new LinkedHashMap<String, ModelSource>();
        folders.forEach((name, folder) -> sources.put(name, () -> load(name, folder, engine)));
        return new TestServer(options, sources);
    }

    static TestServer of(Map<String, Path> folders) {
        return of(
                ServerOptions.local(0),
                folders,
                EngineOptions.builder().cacheType(DType.F32).build());
    }

    /** With {@link #SHIPPED}, for who has the key. */
    static TestServer ofShipped(String key) {
        var local = ServerOptions.local(0);
        var access = new ServerOptions.Access(
                List.of(ApiKey.of("test", key)),
                local.access().hosts(),
                local.access().origins());
        return of(
                new ServerOptions(local.network(), access, local.limits(), local.manners()),
                Map.of(SHIPPED, Path.of("../models", SHIPPED)),
                EngineOptions.DEFAULT);
    }

    static ServedModel load(String name, Path folder, EngineOptions options) {
        // the model that ships as its users have it
        var form = name.equals(SHIPPED) ? WeightForm.PACKED : WeightForm.EXACT;
        var model = LoadedModel.open(folder, (done, total) -> {}, form);
        var engine = Engine.start(model.model(), Optional.of(model.tokenizer()), options);
        return new ServedModel(name, model, engine, new Assistant(model, engine));
    }

    /** Makes all weights of a folder no numbers. */
    static void damage(Path folder) {
        var file = folder.resolve("model.safetensors");
        try {
            var bytes = Files.readAllBytes(file);
            int header =
                    (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            Arrays.fill(bytes, 8 + header, bytes.length, (byte) 0xff);
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path));
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        var request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpResponse<String> get(String path, String... headers) {
        var request = request(path).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    JsonNode postJson(String path, String body) {
        return json(post(path, body));
    }

    /** Data of a stream's events, the mark behind the last one left out. */
    List<JsonNode> stream(String path, String body) {
        var events = new ArrayList<JsonNode>();
        post(path, body)
                .body()
                .lines()
                .filter(l -> l.startsWith("data: ") && !l.equals("data: [DONE]"))
                .forEach(l -> events.add(JsonMapper.shared().readTree(l.substring(6))));
        return events;
    }

    @Override
    public void close() {
        server.close();
        models.close();
        client.close();
    }
}
