package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.internal.kernel.x86.PanelCode;
import dev.ferkel.internal.kernel.x86.ProductTier;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Weights of whatever bytes, in a matrix of the file or in panels, between pages that nobody may touch, as are the
 * activations and the results: whatever a file holds, its products read and write what is theirs.
 */
class PanelGuardPageTest {
    @BeforeAll
    static void linux() {
        assumeThat(GuardPages.available()).isTrue();
    }

    static Stream<DType> types() {
        return Arrays.stream(DType.values()).filter(t -> PanelLayout.of(t) != null);
    }

    private static int[] columns(PanelLayout layout) {
        return switch (layout.block) {
            case 1 -> new int[] {1, 7, 33, 256};
            case 32 -> new int[] {32, 96, 288};
            default -> new int[] {256, 768};
        };
    }

    @Test
    void everyLayoutHasItsType() {
        assertThat(types().map(PanelLayout::of)).containsAll(Arrays.asList(PanelLayout.values()));
    }

    @ParameterizedTest
    @MethodSource("types")
    void products(DType type) {
        var random = new Random(type.ordinal());
        for (int columns : columns(PanelLayout.of(type))) {
            if (columns % type.blockElements() == 0) {
                for (int rows : new int[] {1, 15, 16, 17, 47, 64, 83, 130}) {
                    for (var side : GuardPages.values()) {
                        products(side, type, rows, columns, random);
                    }
                }
            }
        }
    }

    private static void products(GuardPages side, DType type, int rows, int columns, Random random) {
        try (var arena = Arena.ofConfined()) {
            var bytes = new byte[(int) Tensor.byteSize(type, rows, columns)];
            random.nextBytes(bytes);
            var data = side.allocate(arena, bytes.length);
            data.copyFrom(MemorySegment.ofArray(bytes));
            var weights = Tensor.of(type, data, rows, columns);
            var packed = Panels.pack(weights, side.allocate(arena, Panels.bytes(weights)));
            for (int tokens : new int[] {1, 2, 3, 7, 97}) {
                var input = PanelTest.input(arena, packed, tokens, random).data();
                var x = side.allocate(arena, tokens * packed.inputBytes());
                x.copyFrom(input.asSlice(0, x.byteSize()));
                var goal = new int[tokens * rows];
                for (int i = 0; i < goal.length; i++) {
                    goal[i] = Float.floatToIntBits(
                            packed.product(i % rows, x.address() + i / rows * packed.inputBytes()));
                }
                for (var panels : new Panels[] {packed, Panels.ofMapped(weights)}) {
                    for (var tier : tiers()) {
                        assertThat(found(tier, side, arena, panels, x, tokens))
                                .as("%s %dx%d of %d tokens, by %s", type, rows, columns, tokens, tier)
                                .isEqualTo(goal);
                    }
                }
            }
        }
    }

    /** AVX-512 and AVX2, as far as this machine has them. */
    private static List<ProductTier> tiers() {
        return Arrays.stream(ProductTier.values()).filter(PanelTest::runs).toList();
    }

    private static int[] found(
            ProductTier tier, GuardPages side, Arena arena, Panels panels, MemorySegment x, int tokens) {
        int rows = panels.rows();
        var y = side.allocate(arena, 4L * tokens * rows);
        PanelCode.run(tier, panels, x.address(), tokens, y.address(), rows, 0, panels.groups());
        return IntStream.range(0, tokens * rows)
                .map(i -> Float.floatToIntBits(Memory.get(y.address(), i)))
                .toArray();
    }
}
