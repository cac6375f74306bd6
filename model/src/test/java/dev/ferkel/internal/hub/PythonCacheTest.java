package dev.ferkel.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferkel.testing.FakeHub;
import dev.ferkel.testing.Python;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The cache is huggingface_hub's own: what one of the two downloads, the other has. Runs where Python has it. */
class PythonCacheTest {
    private static final HubName NAME = HubName.of("org/tiny");
    private static final String FILES = "allow_patterns=['*.json', '*.safetensors', 'README.md']";

    @TempDir
    Path folder;

    private final FakeHub server = new FakeHub()
            .put("org/tiny", "config.json", "{}")
            .put("org/tiny", "tokenizer.json", "{\"a\": 1}")
            .put("org/tiny", "README.md", "---\nlicense: mit\n---\n")
            .put("org/tiny", "pytorch_model.bin", "not needed")
            .put("org/tiny", "model.safetensors", "weights of some bytes");

    private Python python;

    @BeforeEach
    void find() {
        var found = Python.with("huggingface_hub");
        assumeTrue(found.isPresent(), "Python has no huggingface_hub");
        python = found.orElseThrow();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Hub hub(Path cache, boolean offline) {
        return new Hub(new HubSettings(URI.create(server.endpoint()), Optional.empty(), cache, offline));
    }

    private String python(Path cache, boolean offline, String script) throws IOException {
        var out = folder.resolve("out.txt");
        var environment = Map.of(
                "HF_ENDPOINT",
                server.endpoint(),
                "HF_HOME",
                folder.resolve("home").toString(),
                "HF_HUB_CACHE",
                cache.toString(),
                "HF_HUB_OFFLINE",
                offline ? "1" : "0",
                "HF_HUB_DISABLE_PROGRESS_BARS",
                "1",
                "HF_HUB_DISABLE_TELEMETRY",
                "1");
        boolean done = python.run("import huggingface_hub as hf\n" + script, environment, out);
        var said = Files.readString(out).strip();
        assertThat(done).as(said).isTrue();
        return said.lines().reduce("", (a, b) -> b);
    }

    /** Every file and link of the model's folder, with what it holds; JSON without its layout. */
    private static Map<String, Object> content(Path repository) throws IOException {
        var content = new TreeMap<String, Object>();
        try (Stream<Path> all = Files.walk(repository)) {
            for (var path : (Iterable<Path>) all::iterator) {
                var name = repository.relativize(path).toString();
                if (Files.isSymbolicLink(path)) {
                    content.put(name, Files.readSymbolicLink(path).toString());
                } else if (Files.isRegularFile(path)) {
                    content.put(
                            name,
                            name.startsWith("trees") ? JsonMapper.shared().readTree(path) : Files.readString(path));
                }
            }
        }
        return content;
    }

    @Test
    void sameFoldersAsPython() throws IOException {
        var ours = folder.resolve("ours");
        var theirs = folder.resolve("theirs");
        hub(ours, false).pull(NAME, Need.WEIGHTS, PullWatcher.NONE);
        python(theirs, false, "hf.snapshot_download('org/tiny', " + FILES + ")");
        var found = content(theirs.resolve("models--org--tiny"));
        var made = content(ours.resolve("models--org--tiny"));
        if (found.keySet().stream().noneMatch(n -> n.startsWith("trees"))) {
            made.keySet().removeIf(n -> n.startsWith("trees")); // older ones keep no trees
        }
        assertThat(made).isEqualTo(found).hasSizeGreaterThan(8);
    }

    @Test
    void pythonHasWhatWeDownload() throws IOException {
        var cache = folder.resolve("cache");
        var path = hub(cache, false).pull(NAME, Need.WEIGHTS, PullWatcher.NONE).path();
        server.forgetRequests();
        assertThat(python(cache, true, "print(hf.snapshot_download('org/tiny', " + FILES + "))"))
                .isEqualTo(path.toString());
        assertThat(python(cache, true, "print(hf.hf_hub_download('org/tiny', 'model.safetensors'))"))
                .isEqualTo(path.resolve("model.safetensors").toString());
        assertThat(python(cache, true, """
                        info = hf.scan_cache_dir()
                        repo = list(info.repos)[0]
                        revision = list(repo.revisions)[0]
                        print(len(info.warnings), repo.repo_id, repo.repo_type, repo.nb_files, repo.size_on_disk,
                              revision.commit_hash, sorted(revision.refs))"""))
                .isEqualTo("0 org/tiny model 4 52 " + server.commit("org/tiny") + " ['main']");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void weHaveWhatPythonDownloads() throws IOException {
        var cache = folder.resolve("cache");
        var path = python(cache, false, "print(hf.snapshot_download('org/tiny', " + FILES + "))");
        server.forgetRequests();
        assertThat(hub(cache, true).cached(NAME, Need.WEIGHTS)).contains(Path.of(path));
        assertThat(server.requests()).isEmpty();
        assertThat(hub(cache, false).pull(NAME, Need.WEIGHTS, PullWatcher.NONE).downloaded())
                .isZero();
    }

    /** As transformers does: file by file, without the card. */
    @Test
    void filesOneByOne() throws IOException {
        var cache = folder.resolve("cache");
        for (var file : new String[] {"config.json", "tokenizer.json", "model.safetensors"}) {
            python(cache, false, "hf.hf_hub_download('org/tiny', '" + file + "')");
        }
        server.forgetRequests();
        assertThat(hub(cache, true).cached(NAME, Need.WEIGHTS)).isPresent();
        assertThat(server.requests()).isEmpty();
    }
}
