package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.FakeHub;
import dev.ferkel.testing.TinyChat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel pull}, {@code models}, and names on a hub where a model is expected. */
class HubCommandsTest {
    private static final String NAME = "org/tiny-chat";

    @TempDir
    Path folder;

    private final FakeHub server = new FakeHub();
    private final Map<String, String> environment = new HashMap<>();
    private TinyChat tiny = new TinyChat(Path.of(""), "", "", "");

    @BeforeEach
    void fill() throws IOException {
        tiny = TinyChat.plain(Files.createDirectory(folder.resolve("tiny")));
        try (Stream<Path> files = Files.list(tiny.folder())) {
            for (var file : (Iterable<Path>) files::iterator) {
                server.put(NAME, file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        environment.put("HF_ENDPOINT", server.endpoint());
        environment.put("HF_HOME", folder.resolve("home").toString());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Cli run(String... args) {
        return Cli.withEnvironment(environment, "", args);
    }

    private Path repository() {
        return folder.resolve("home/hub/models--org--tiny-chat");
    }

    private String snapshot() {
        return repository().resolve("snapshots").resolve(server.commit(NAME)).toString();
    }

    @Test
    void pullTellsWhereItIs() {
        var first = run("pull", NAME);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).isEqualTo(snapshot() + "\n");
        assertThat(first.err())
                .contains("org/tiny-chat: 4 files, ", " from " + server.endpoint() + " to ")
                .doesNotContain("nothing new");
        assertThat(run("pull", NAME).err()).contains("nothing new").doesNotContain(" from ");
        assertThat(run("pull", NAME, "--quiet").err()).isEmpty();
    }

    @Test
    void runDownloadsOnce() {
        String[] command = {"run", NAME, tiny.question(), "-t", "0", "-n", "24", "-q"};
        assertThat(run(command)).isEqualTo(new Cli(0, tiny.content() + "\n", ""));
        server.forgetRequests();
        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(run(command)).isEqualTo(new Cli(0, tiny.content() + "\n", ""));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void trainingGoesOnFromTheHub() throws IOException {
        var recipe = folder.resolve("recipe.yaml");
        Files.writeString(folder.resolve("rows.jsonl"), "{\"ids\": [1, 2, 3, 4, 5]}\n");
        Files.writeString(recipe, """
                init: org/tiny-chat
                stages:
                  - pretrain:
                      data: [{tokens: rows.jsonl, order: as-is}]
                      sequence: 4
                      batch: 1
                      steps: 1
                """);
        var planned = run("plan", recipe.toString(), "-q");
        assertThat(planned.code()).as(planned.err()).isZero();
        var out = folder.resolve("run");
        var trained = run("train", recipe.toString(), "--out", out.toString(), "-q");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(out.resolve("final/model.safetensors")).exists();
        assertThat(Path.of(snapshot()).resolve("model.safetensors")).exists();
    }

    @Test
    void textNeedsNoWeights() {
        var inspected = run("inspect", NAME, "--json");
        assertThat(inspected.code()).as(inspected.err()).isZero();
        var json = JsonMapper.shared().readTree(inspected.out());
        assertThat(json.path("name").asString()).isEqualTo(NAME);
        assertThat(json.path("bytes").asLong()).isZero();
        assertThat(run("tokenize", NAME, "a").code()).isZero();
        assertThat(run("render", NAME, "--user", "abc").out()).isEqualTo("abc\n");
        assertThat(Path.of(snapshot()).resolve("model.safetensors")).doesNotExist();
        assertThat(server.requests()).noneMatch(r -> r.host().equals(server.contentHost()));
        run("pull", NAME);
        assertThat(JsonMapper.shared()
                        .readTree(run("inspect", NAME, "--json").out())
                        .path("bytes")
                        .asLong())
                .isPositive();
    }

    @Test
    void convertReadsIt() {
        var target = folder.resolve("out.gguf");
        var converted = run("convert", NAME, target.toString(), "-q");
        assertThat(converted.code()).as(converted.err()).isZero();
        assertThat(target).exists();
    }

    @Test
    void mistakes() throws IOException {
        assertThat(run("pull", "tiny").err()).contains("'tiny' is no name of a model on a hub, expected ORG/NAME");
        assertThat(run("pull", "org/other"))
                .isEqualTo(new Cli(
                        2, "", "ferkel: org/other: there is no such model at " + server.endpoint() + "/org/other\n"));
        assertThat(run("run", "org/no-model.gguf", "Hi").err()).contains("org/no-model.gguf: no such file");
        server.forgetRequests();
        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(run("run", "org/other", "Hi").err()).contains("HF_HUB_OFFLINE");
        environment.put("HF_ENDPOINT", "nonsense");
        assertThat(run("run", "org/other", "Hi").err()).contains("HF_ENDPOINT is 'nonsense'");
        assertThat(server.requests()).isEmpty();
    }

    /** A slip in a path must not become a question to a server. */
    @Test
    void foldersThatAreHere() {
        var here = run("run", "src/no-model", "Hi");
        assertThat(here.code()).isEqualTo(2);
        assertThat(here.err()).contains("src/no-model: no such file or folder in src; if a model on a hub is meant");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void modelsListsAndRemoves() throws IOException {
        server.put("org/gguf", "m-Q4_K_M.gguf", "four").put("org/gguf", "m-Q8_0.gguf", "eight!");
        run("pull", NAME);
        run("pull", "org/gguf:Q4_K_M");
        run("pull", "org/gguf:Q8_0");
        var json = JsonMapper.shared().readTree(run("models", "--json").out());
        assertThat(json.valueStream().map(m -> m.path("name").asString()))
                .containsSubsequence("org/gguf:Q4_K_M", "org/gguf:Q8_0", NAME);
        assertThat(json.valueStream()
                        .filter(m -> m.path("name").asString().equals("org/gguf:Q4_K_M"))
                        .map(m -> m.path("format").asString() + " " + m.path("bytes")))
                .containsExactly("GGUF Q4_K_M 4");
        assertThat(run("models").lines())
                .anyMatch(l -> l.matches("org/tiny-chat +safetensors +.* \\d{4}-\\d\\d-\\d\\d +.*"));

        assertThat(run("models", "--remove", NAME).err()).contains("--yes does without");
        assertThat(repository()).exists();
        var panels = folder.resolve("home/hub/models--org--gguf/snapshots")
                .resolve(server.commit("org/gguf"))
                .resolve("m-Q4_K_M.gguf.panels");
        Files.writeString(panels, "kept");
        var gone = run("models", "--remove", "org/gguf:Q4_K_M", "--yes");
        assertThat(gone.err()).isEqualTo("org/gguf:Q4_K_M: removed, 8 bytes are free now\n");
        assertThat(panels).doesNotExist();
        assertThat(run("models").out()).contains("org/gguf:Q8_0").doesNotContain("Q4_K_M");
        assertThat(run("models", "--remove", NAME, "--yes").code()).isZero();
        assertThat(repository()).doesNotExist();
        assertThat(run("models", "--remove", NAME, "--yes").err()).contains("is not in the cache");
    }

    @Test
    void removesNothingElse() throws IOException {
        run("pull", NAME);
        var outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "x");
        Files.createSymbolicLink(repository().resolve("link"), outside);
        Files.createSymbolicLink(repository().resolveSibling("models--a--b"), outside);
        assertThat(run("models").code()).isZero();
        assertThat(run("models", "--remove", "a/b", "--yes").code()).isEqualTo(2);
        assertThat(run("models", "--remove", "../../outside", "--yes").code()).isEqualTo(2);
        assertThat(run("models", "--remove", NAME, "--yes").code()).isZero();
        assertThat(outside.resolve("kept")).hasContent("x");
    }
}
