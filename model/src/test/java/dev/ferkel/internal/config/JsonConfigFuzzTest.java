package dev.ferkel.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.fuzz.Fuzzing;
import dev.ferkel.internal.fuzz.SmallFiles;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as the config.json of weights it may or may not be true of. */
class JsonConfigFuzzTest {
    private static final Path FOLDER = Fuzzing.folder("config");
    private static final Checkpoint LLAMA = checkpoint("llama", SmallFiles.llamaWeights());
    private static final Checkpoint DEEP_SEEK = checkpoint("deepseek", SmallFiles.deepSeekWeights());

    private static Checkpoint checkpoint(String name, byte[] weights) {
        try {
            return Checkpoint.open(Files.write(FOLDER.resolve(name + ".safetensors"), weights));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<byte[]> seeds() {
        return Stream.of(SmallFiles.llamaConfig(), SmallFiles.deepSeekConfig())
                .map(json -> json.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) {
        Fuzzing.check(JsonConfigFuzzTest::take, input);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(
                "config.json",
                seeds(),
                6_000,
                JsonConfigFuzzTest::take,
                "qwen2",
                "deepseek_v2",
                "yarn",
                "linear",
                "rope_scaling",
                "softmax",
                "group_limited_greedy");
    }

    private static void take(byte[] input) throws IOException {
        Files.write(FOLDER.resolve("config.json"), input);
        var config = ModelConfig.read(FOLDER.resolve("config.json"));
        SaneConfig.check(config);
        var weights = new Weights(config.attention() instanceof Attention.Latent ? DEEP_SEEK : LLAMA, false);
        assertThat(Model.trainable(config, weights).config()).isEqualTo(config);
    }
}
