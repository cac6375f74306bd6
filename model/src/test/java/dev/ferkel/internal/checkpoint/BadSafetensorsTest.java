package dev.ferkel.internal.checkpoint;

import static dev.ferkel.internal.fuzz.GgufBuilder.join;
import static dev.ferkel.internal.fuzz.GgufBuilder.little;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.fuzz.Refusal;
import dev.ferkel.internal.fuzz.SmallFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Safetensors files and folders that are cut off, too long, overlapping, cyclic or lying. */
class BadSafetensorsTest {
    @TempDir
    private Path folder;

    private static Arguments bad(String words, String header, int bytes) {
        return Arguments.of(words, SmallFiles.safetensors(header, new byte[bytes]));
    }

    private static String tensor(String name, String dtype, String shape, String offsets) {
        return "\"%s\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":%s}".formatted(name, dtype, shape, offsets);
    }

    private static String f32(String name, int elements, int from, int to) {
        return tensor(name, "\"F32\"", "[" + elements + "]", "[" + from + "," + to + "]");
    }

    /** What the message has to say, words separated by bars, and the file. */
    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("0 bytes", new byte[0]),
                Arguments.of("header of 9223372036854775807 bytes in a file of 16", header(Long.MAX_VALUE)),
                Arguments.of("header of 18446744073709551615 bytes", header(-1)),
                Arguments.of("header of 9 bytes in a file of 16", header(9)),
                bad("not JSON", "{\"a\":", 0),
                bad("not JSON", "{\"a\":NaN}", 0),
                bad("not JSON|nesting depth", "{\"a\":{\"x\":" + "[".repeat(1_000_000), 0),
                bad("not JSON|nesting depth", "{\"__metadata__\":" + "{\"a\":".repeat(1_000_000), 0),
                bad("header is START_ARRAY", "[]", 0),
                bad("header goes on", "{} {}", 0),
                bad("tensor 'a' is VALUE_NUMBER_INT", "{\"a\":1}", 0),
                bad("tensor 'a' has no 'dtype'", "{\"a\":{}}", 0),
                bad("tensor 'a' has no 'shape'", "{\"a\":{\"dtype\":\"F32\"}}", 0),
                bad("tensor 'a'|data_offsets", "{" + tensor("a", "\"F32\"", "[1]", "[0]") + "}", 4),
                bad("tensor 'a'|data_offsets", "{" + tensor("a", "\"F32\"", "[1]", "[0,4,8]") + "}", 4),
                bad("tensor 'a' has type 'F9'", "{" + tensor("a", "\"F9\"", "[1]", "[0,4]") + "}", 4),
                bad("tensor 'a' has type 'START_OBJECT'", "{" + tensor("a", "{}", "[1]", "[0,4]") + "}", 4),
                bad("tensor 'a' has a 'shape'", "{" + tensor("a", "\"F32\"", "[-1]", "[0,4]") + "}", 4),
                bad("tensor 'a' has a 'shape'", "{" + tensor("a", "\"F32\"", "[1.0]", "[0,4]") + "}", 4),
                bad(
                        "tensor 'a' has a 'shape'",
                        "{" + tensor("a", "\"F32\"", "[99999999999999999999]", "[0,4]") + "}",
                        4),
                bad("tensor 'a' has a 'shape'|at most 8", "{" + tensor("a", "\"F32\"", ones(9), "[0,4]") + "}", 4),
                bad("tensor 'a'|shape", "{" + tensor("a", "\"F32\"", "[4294967296,4294967296]", "[0,4]") + "}", 4),
                bad("tensor 'a' takes 4 bytes, expected 8", "{" + f32("a", 2, 0, 4) + "}", 8),
                bad("tensor 'a' takes -4 bytes, expected 4", "{" + f32("a", 1, 4, 0) + "}", 4),
                bad("tensor 'a' takes 8 bytes from 0 on|data ends at 4", "{" + f32("a", 2, 0, 8) + "}", 4),
                bad("'a' and 'b' overlap", "{" + f32("a", 2, 0, 8) + "," + f32("b", 2, 4, 12) + "}", 12),
                bad("'a' comes twice", "{" + f32("a", 1, 0, 4) + "," + f32("a", 1, 4, 8) + "}", 8),
                bad("'a' has 'dtype' twice", "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", 0),
                bad("tensors take 4 bytes, but there are 8", "{" + f32("a", 1, 0, 4) + "}", 8),
                bad(
                        "tensors take 8 bytes, but there are 12",
                        "{" + f32("a", 1, 0, 4) + "," + f32("b", 1, 8, 12) + "}",
                        12),
                bad("'a' is F8_E4M3, but 'a_scale_inv'", "{" + tensor("a", "\"F8_E4M3\"", "[4]", "[0,4]") + "}", 4));
    }

    private static byte[] header(long length) {
        return join(little(8, length), "{}      ".getBytes());
    }

    private static String ones(int n) {
        return "[" + "1,".repeat(n - 1) + "1]";
    }

    @ParameterizedTest
    @MethodSource("files")
    void isRefused(String words, byte[] bytes) throws IOException {
        var file = Files.write(folder.resolve("bad.safetensors"), bytes);
        Refusal.of(() -> Checkpoint.open(file), ("bad.safetensors|" + words).split("\\|"));
    }

    @Test
    void cutOffAfterEachByte() throws IOException {
        var whole = SmallFiles.safetensors("a 2 3", "b 4", "c.weight 1 1 2");
        for (int end = 0; end < whole.length; end++) {
            var file = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, end));
            Refusal.of(() -> Checkpoint.open(file), "cut.safetensors");
        }
    }

    /** A header as long as the format allows, of what takes the most memory for its length. */
    @Test
    void aHeaderOfEmptyObjects() throws IOException {
        var header = "{\"__metadata__\":[" + "{},".repeat(30_000_000) + "{}]," + f32("a", 1, 0, 4) + "}";
        var file = Files.write(folder.resolve("long.safetensors"), SmallFiles.safetensors(header, new byte[4]));
        Refusal.of(() -> Checkpoint.open(file), "long.safetensors");
    }

    private void index(String json, String... words) throws IOException {
        Files.writeString(folder.resolve("model.safetensors.index.json"), json);
        Refusal.of(() -> Checkpoint.open(folder), words);
    }

    @Test
    void folders() throws IOException {
        Refusal.of(() -> Checkpoint.open(folder), "model.safetensors", "no such file");
        Refusal.of(() -> Checkpoint.open(folder.resolve("nothing")), "nothing", "no such file or folder");
        index("{}", "index.json", "'weight_map' is missing");
        index("{\"weight_map\":{}}", "'weight_map' is missing");
        index("{\"weight_map\":[1]}", "'weight_map' is missing");
        index("{\"weight_map\":{\"a\":1}", "not JSON", "line 1");
        index("{\"weight_map\":{\"a\":1}}", "'weight_map' names '1'");
        index("{\"weight_map\":{\"a\":\"../a.safetensors\"}}", "names '../a.safetensors'", "beside it");
        index("{\"weight_map\":{\"a\":\"/etc/a.safetensors\"}}", "names '/etc/a.safetensors'", "beside it");
        index("{\"weight_map\":{\"a\":\"model.safetensors.index.json\"}}", "names 'model.safetensors.index.json'");
        index("{\"weight_map\":{\"a\":\"a\\u0000.safetensors\"}}", "names 'a\\u0000.safetensors'");
        index("{\"weight_map\":{\"a\":\"none.safetensors\"}}", "none.safetensors", "no such file");
        index("{\"weight_map\":{\"a\":\"a.safetensors\",\"a\":\"b.safetensors\"}}", "index.json", "uplicate");
        index("[".repeat(1_000_000), "index.json", "nesting depth");

        Files.write(folder.resolve("a.safetensors"), SmallFiles.safetensors("a 1"));
        Files.write(folder.resolve("b.safetensors"), SmallFiles.safetensors("b 1"));
        index("{\"weight_map\":{\"a\":\"a.safetensors\",\"c\":\"b.safetensors\"}}", "'c' is not in 'b.safetensors'");
        index("{\"weight_map\":{\"b\":\"a.safetensors\",\"a\":\"b.safetensors\"}}", "'b' is not in 'a.safetensors'");
        Files.createSymbolicLink(folder.resolve("c.safetensors"), Path.of("a.safetensors"));
        index(
                "{\"weight_map\":{\"a\":\"a.safetensors\"},\"x\":1,\"weight_map\":{\"a\":\"c.safetensors\"}}",
                "uplicate",
                "weight_map");
        Files.createSymbolicLink(folder.resolve("d.safetensors"), Path.of("d.safetensors"));
        index("{\"weight_map\":{\"a\":\"d.safetensors\"}}", "d.safetensors", "no such file");
        Files.createDirectory(folder.resolve("e.safetensors"));
        index("{\"weight_map\":{\"a\":\"e.safetensors\"}}", "e.safetensors", "not a file");
    }

    @Test
    void aTensorInTwoShards() throws IOException {
        Files.write(folder.resolve("a.safetensors"), SmallFiles.safetensors("a 1"));
        Files.write(folder.resolve("b.safetensors"), SmallFiles.safetensors("b 1", "a 1"));
        index(
                "{\"weight_map\":{\"a\":\"a.safetensors\",\"b\":\"b.safetensors\"}}",
                "b.safetensors",
                "'a' is in another");
    }

    @Test
    void anIndexOfGigabytes() throws IOException {
        var index = folder.resolve("model.safetensors.index.json");
        try (var file = new RandomAccessFile(index.toFile(), "rw")) {
            file.setLength(5L << 30);
        }
        Refusal.of(() -> Checkpoint.open(folder), "index.json", "5368709120 bytes", "at most 67108864");
        assertThat(Files.size(index)).isEqualTo(5L << 30);
    }
}
