package dev.ferkel.internal.checkpoint;

import static dev.ferkel.internal.fuzz.GgufBuilder.join;
import static dev.ferkel.internal.fuzz.GgufBuilder.little;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ferkel.internal.fuzz.Fuzzing;
import dev.ferkel.internal.fuzz.SmallFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** A folder with an index and two shards; the input is the three, the first two behind their lengths of two bytes. */
class ShardsFuzzTest {
    private static final Path FOLDER = Fuzzing.folder("shards");

    static Stream<byte[]> seeds() {
        return Stream.of(
                folder(
                        "{\"metadata\":{\"total_size\":40},\"weight_map\":{\"a\":\"a.safetensors\",\"b\":\"b.safetensors\"}}",
                        SmallFiles.safetensors("a 2 3"),
                        SmallFiles.safetensors("b 4")),
                folder(
                        "{\"weight_map\":{\"a\":\"a.safetensors\",\"c\":\"a.safetensors\"}}",
                        SmallFiles.safetensors("a 1", "c 0"),
                        new byte[0]));
    }

    private static byte[] folder(String index, byte[] first, byte[] second) {
        var json = index.getBytes(StandardCharsets.UTF_8);
        return join(little(2, json.length), json, little(2, first.length), first, second);
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) {
        Fuzzing.check(ShardsFuzzTest::take, input);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(
                "index and shards",
                seeds(),
                4_000,
                ShardsFuzzTest::take,
                "weight_map",
                "b.safetensors",
                "../a.safetensors",
                "model.safetensors.index.json");
    }

    private static void take(byte[] input) throws IOException {
        int at = part(input, 0, "model.safetensors.index.json");
        at = part(input, at, "a.safetensors");
        Files.write(FOLDER.resolve("b.safetensors"), Arrays.copyOfRange(input, at, input.length));
        try (var checkpoint = Checkpoint.open(FOLDER)) {
            ReadAll.tensors(checkpoint, input.length);
        }
    }

    private static int part(byte[] input, int at, String name) throws IOException {
        int length = at + 2 > input.length ? 0 : input[at] & 0xff | (input[at + 1] & 0xff) << 8;
        int from = Math.min(input.length, at + 2);
        int to = Math.min(input.length, from + length);
        Files.write(FOLDER.resolve(name), Arrays.copyOfRange(input, from, to));
        return to;
    }
}
