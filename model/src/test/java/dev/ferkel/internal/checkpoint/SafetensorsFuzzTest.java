package dev.ferkel.internal.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ferkel.internal.fuzz.Fuzzing;
import dev.ferkel.internal.fuzz.SmallFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a safetensors file: opened, and every tensor read to its end. */
class SafetensorsFuzzTest {
    private static final Path FILE = Fuzzing.folder("safetensors").resolve("model.safetensors");

    static Stream<byte[]> seeds() {
        var fp8 = "{\"w\":{\"dtype\":\"F8_E4M3\",\"shape\":[2,3],\"data_offsets\":[0,6]},"
                + "\"w_scale_inv\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[6,10]},"
                + "\"none\":{\"dtype\":\"I64\",\"shape\":[0,7],\"data_offsets\":[10,10]},"
                + "\"one\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[10,11]}}  ";
        return Stream.of(
                SmallFiles.safetensors("a 2 3", "b 4", "c.weight 1 1 2"), SmallFiles.safetensors(fp8, new byte[11]));
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) {
        Fuzzing.check(SafetensorsFuzzTest::take, input);
    }

    @Test
    void mutations() {
        Fuzzing.mutate("safetensors", seeds(), 10_000, SafetensorsFuzzTest::take, "dtype", "shape", "data_offsets");
    }

    private static void take(byte[] input) throws IOException {
        SafetensorsFile.read("model.safetensors", MemorySegment.ofArray(input)); // most are refused here
        Files.write(FILE, input);
        try (var checkpoint = Checkpoint.open(FILE)) {
            ReadAll.tensors(checkpoint, input.length);
        }
    }
}
