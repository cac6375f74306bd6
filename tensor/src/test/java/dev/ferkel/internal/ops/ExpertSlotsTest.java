package dev.ferkel.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random routings: every slot is in its expert's stretch, once, and stretches follow each other by expert. */
class ExpertSlotsTest {
    @Test
    void properties() {
        var random = new Random(11);
        for (int i = 0; i < 500; i++) {
            check(random.nextInt(20), 1 + random.nextInt(8), 1 + random.nextInt(40), random);
        }
    }

    private static void check(int tokens, int perToken, int count, Random random) {
        try (var arena = Arena.ofConfined()) {
            var matrix = Tensor.allocate(arena, DType.F32, 1, 1);
            var experts = Stream.generate(() -> new FfnWeights(matrix, matrix, matrix))
                    .limit(count)
                    .toList();
            var chosen = random.ints((long) tokens * perToken, 0, count).toArray();
            var weights = Tensor.allocate(arena, DType.F32, tokens, perToken);
            var slots = ExpertSlots.of(new Routing(chosen, weights, weights), experts);

            var distinct = Arrays.stream(chosen).distinct().sorted().toArray();
            assertThat(slots.used()).hasSize(distinct.length);
            assertThat(slots.firsts()[0]).isZero();
            assertThat(slots.firsts()[distinct.length]).isEqualTo(chosen.length);
            for (int u = 0; u < distinct.length; u++) {
                assertThat(slots.used().get(u)).isSameAs(experts.get(distinct[u]));
                int expert = distinct[u];
                assertThat(Arrays.copyOfRange(slots.order(), slots.firsts()[u], slots.firsts()[u + 1]))
                        .as("slots of expert %d, in their order", expert)
                        .isEqualTo(IntStream.range(0, chosen.length)
                                .filter(s -> chosen[s] == expert)
                                .toArray());
            }
            for (int s = 0; s < chosen.length; s++) {
                assertThat(slots.order()[slots.place()[s]]).isEqualTo(s);
            }
        }
    }
}
