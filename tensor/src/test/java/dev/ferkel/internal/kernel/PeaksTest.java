package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every tier of machine code is measured, by its own instructions. */
@Tag("kernels")
class PeaksTest {
    @Test
    void ofEachTier() {
        assumeThat(Kernels.select()).isInstanceOfAny(X86Kernels.class, Avx2Kernels.class);
        assertThat(KernelSelection.tier()).isPresent();
        assertThat(Peaks.measure())
                .hasValueSatisfying(p -> assertThat(List.of(p.gigabytesPerSecond(), p.gigaOperations(), p.gigaFlops()))
                        .allMatch(speed -> speed > 0 && speed < 1e6));
    }
}
