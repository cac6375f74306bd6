package dev.ferkel.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.testing.Golden;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of larger matrices is what the network takes. */
class WidenedTest {
    /** Remembers what it was asked for. */
    private static final class Watching implements TensorSource {
        private final TensorSource source;
        final Map<String, Tensor> matrices = new LinkedHashMap<>();
        long allocated;

        Watching(TensorSource source) {
            this.source = source;
        }

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public Optional<Tensor> find(String name, long... shape) {
            var found = source.find(name, shape);
            found.filter(t -> t.rank() == 2).ifPresent(t -> matrices.put(name, t));
            return found;
        }

        @Override
        public Tensor f32(Tensor tensor) {
            return source.f32(tensor);
        }

        @Override
        public Tensor owned(Tensor tensor) {
            return source.owned(tensor);
        }

        @Override
        public MemorySegment allocate(long bytes) {
            allocated += bytes;
            return source.allocate(bytes);
        }
    }

    private static List<Widened> heard(Checkpoint checkpoint, WeightForm form) {
        var heard = new ArrayList<Widened>();
        Model.load(checkpoint, Optional.empty(), form, new Progress() {
            @Override
            public void at(long done, long total) {
                // not looked at
            }

            @Override
            public void widens(Widened matrices) {
                heard.add(matrices);
            }
        });
        return heard;
    }

    /** By the network's own asking: the panels that are allocated are those of the type, and of the others. */
    @ParameterizedTest
    @CsvSource({"deepseek_v3/Q2_K,Q2_K", "llama/IQ4_XS,IQ4_XS"})
    void isWhatThePanelsTake(String name, DType type) {
        assumeThat(Kernels.select().prefersPanels()).as("kernels with panels").isTrue();
        try (var checkpoint = Checkpoint.open(Golden.path("oracle/gguf/" + name + ".gguf"))) {
            var heard = heard(checkpoint, WeightForm.PACKED);
            var source = new Watching(TensorSource.of(checkpoint));
            Model.trainable(checkpoint.config(), Weights.of(source, WeightForm.PACKED, Adaptation.NONE));
            if (!checkpoint.config().tiedEmbeddings()) {
                source.matrices.remove("model.embed_tokens.weight");
            }
            var matrices = source.matrices.values();
            var wide = matrices.stream().filter(t -> t.type() == type).toList();
            long others = matrices.stream()
                    .filter(t -> t.type() != type)
                    .mapToLong(Panels::bytes)
                    .sum();
            assertThat(heard)
                    .containsExactly(new Widened(
                            List.of(type),
                            wide.stream().mapToLong(Tensor::byteSize).sum(),
                            source.allocated - others));
        }
    }

    /** Nothing is widened where nothing is packed, or every type has panels of its own. */
    @ParameterizedTest
    @EnumSource
    void saysNothingElse(WeightForm form) {
        try (var checkpoint = Checkpoint.open(Golden.path("oracle/gguf/deepseek_v2_lite/Q5_K_M.gguf"))) {
            if (form != WeightForm.KEPT) {
                assertThat(heard(checkpoint, form)).isEmpty();
            }
        }
        if (form == WeightForm.EXACT || form == WeightForm.MAPPED) {
            try (var checkpoint = Checkpoint.open(Golden.path("oracle/gguf/llama/IQ4_XS.gguf"))) {
                assertThat(heard(checkpoint, form)).isEmpty();
            }
        }
    }
}
