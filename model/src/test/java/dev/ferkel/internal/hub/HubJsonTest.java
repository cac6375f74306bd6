package dev.ferkel.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.fuzz.Fuzzing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings as the hub writes them, and as somebody who means ill would. */
class HubJsonTest {
    private static final String SHA1 = "0123456789abcdef0123456789abcdef01234567";
    private static final String SHA256 = "a".repeat(64);
    private static final String TREE = """
            [{"type": "directory", "oid": "%1$s", "size": 0, "path": "sub"},
             {"type": "file", "oid": "%1$s", "size": 7, "path": "sub/config.json"},
             {"type": "file", "oid": "%1$s", "size": 135, "path": "model.safetensors", "xetHash": "%2$s",
              "lfs": {"oid": "%2$s", "size": 5000000000, "pointerSize": 135}}]""".formatted(SHA1, SHA256);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void tree() {
        assertThat(HubJson.files("x", bytes(TREE)))
                .containsExactly(
                        new HubFile("sub/config.json", 7, SHA1, Optional.empty(), Optional.empty()),
                        new HubFile(
                                "model.safetensors", 5_000_000_000L, SHA1, Optional.of(SHA256), Optional.of(SHA256)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/passwd", "a/../../x", "a//b", "", "./x", "a/", "a/./b"})
    void leadsOut(String path) {
        var json = "[{\"type\": \"file\", \"oid\": \"" + SHA1 + "\", \"size\": 1, \"path\": \"" + path + "\"}]";
        assertThatThrownBy(() -> HubJson.files("org/name", bytes(json)))
                .isInstanceOf(FerkelException.class)
                .hasMessageStartingWith("org/name: ")
                .hasMessageContaining("'" + path + "'");
    }

    /** Git allows them; the file is left out. */
    @ParameterizedTest
    @ValueSource(strings = {"a\\\\b", "c:d", "a\\u0007b", "C:\\\\x"})
    void oddNames(String path) {
        var json = "[{\"type\": \"file\", \"oid\": \"" + SHA1 + "\", \"size\": 1, \"path\": \"" + path + "\"}]";
        assertThat(HubJson.files("x", bytes(json))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1 | 0123456789abcdef0123456789abcdef01234567 | size of -1",
                "1.5 | 0123456789abcdef0123456789abcdef01234567 | size of 1.5",
                "99999999999999999999 | 0123456789abcdef0123456789abcdef01234567 | size of 99999999999999999999",
                "8000000000000000 | 0123456789abcdef0123456789abcdef01234567 | size of 8000000000000000",
                "1 | ../../evil | no hash",
                "1 | 0123 | no hash"
            })
    void lies(String size, String oid, String told) {
        var json = "[{\"type\": \"file\", \"oid\": \"" + oid + "\", \"size\": " + size + ", \"path\": \"a\"}]";
        assertThatThrownBy(() -> HubJson.files("x", bytes(json)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining(told);
    }

    @Test
    void nestedTooDeep() {
        var json = bytes("[".repeat(100_000));
        assertThatThrownBy(() -> HubJson.files("x", json)).isInstanceOf(FerkelException.class);
    }

    @Test
    void indexNamesFilesBesideIt() {
        assertThat(HubJson.shards(
                        "x", bytes("{\"weight_map\": {\"a\": \"m-1.safetensors\", \"b\": \"m-1.safetensors\"}}")))
                .containsExactly("m-1.safetensors");
        for (var bad : new String[] {"../m.safetensors", "/m.safetensors", "m.bin", ""}) {
            assertThatThrownBy(() -> HubJson.shards("x", bytes("{\"weight_map\": {\"a\": \"" + bad + "\"}}")))
                    .isInstanceOf(FerkelException.class)
                    .hasMessageContaining("'" + bad + "'");
        }
    }

    /** What is taken resolves inside the snapshot, has hashes for names, and comes back from the cache as it was. */
    @Test
    void mutations() {
        var root = Path.of("/cache/models--a--b/snapshots/x");
        Fuzzing.mutate(
                "hub listings",
                Stream.of(bytes(TREE)),
                6_000,
                input -> {
                    var files = HubJson.files("x", input);
                    for (var file : files) {
                        assertThat(RepositoryPath.resolve(root, file.path()).normalize())
                                .startsWithRaw(root)
                                .isNotEqualTo(root);
                        assertThat(file.etag()).matches("[0-9a-f]{40}|[0-9a-f]{64}");
                        assertThat(file.size()).isNotNegative();
                    }
                    var paths = files.stream().map(HubFile::path).distinct().count();
                    if (paths == files.size()) {
                        assertThat(HubJson.read("x", HubJson.write(new Listing(SHA1, files)))
                                        .orElseThrow())
                                .containsExactlyInAnyOrderElementsOf(files);
                    }
                },
                "..",
                "lfs",
                "directory",
                "null",
                "1e400",
                "{}");
    }

    /** Trees in the cache, and indexes, may be anybody's, too. */
    @Test
    void otherMutations() {
        var tree = HubJson.write(new Listing(SHA1, HubJson.files("x", bytes(TREE))));
        Fuzzing.mutate(
                "trees in the cache",
                Stream.of(tree),
                3_000,
                input -> assertThat(HubJson.read("x", input).orElse(List.of()))
                        .allMatch(f -> RepositoryPath.isSafe(f.path())),
                "..",
                "lfs_size");
        Fuzzing.mutate(
                "indexes of shards",
                Stream.of(bytes("{\"weight_map\": {\"a\": \"m-1.safetensors\", \"b\": \"m-2.safetensors\"}}")),
                3_000,
                input -> assertThat(HubJson.shards("x", input)).allMatch(RepositoryPath::isSafe),
                "../");
        Fuzzing.mutate(
                "commits",
                Stream.of(bytes("{\"id\": \"a/b\", \"sha\": \"" + SHA1 + "\"}")),
                3_000,
                input -> assertThat(HubJson.commit("x", input)).matches("[0-9a-f]{40}"));
    }
}
