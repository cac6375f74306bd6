package dev.ferkel.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.testing.Golden;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** A GGUF file of gguf-py with a tensor of every type: type ids, sizes, places and, by gguf-py, values. */
class GgufTypesTest {
    @Test
    void values() {
        try (var arena = Arena.ofConfined();
                var file = Checkpoint.open(Golden.path("types/types.gguf"));
                var own = Checkpoint.open(Golden.path("types/types.expected.safetensors"));
                var numbers = Checkpoint.open(Golden.path("oracle/numbers/formats.safetensors"))) {
            assertThat(file.tensors()).hasSize(25);
            file.tensors().forEach((name, tensor) -> {
                assertThat(tensor.type()).hasToString(name);
                var expected = own.find(name).orElseGet(() -> numbers.tensor(name + ".values"));
                assertThat(tensor.shape()).isEqualTo(expected.shape());
                assertThat(Formats.toF32(tensor, arena).toFloatArray()).as(name).isEqualTo(expected.toFloatArray());
            });
        }
    }
}
