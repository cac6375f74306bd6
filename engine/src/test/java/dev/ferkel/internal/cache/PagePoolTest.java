package dev.ferkel.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.tensor.DType;
import org.junit.jupiter.api.Test;

class PagePoolTest {
    /** More than any address space has: as where the system gives no more memory. */
    @Test
    void whatTheSystemRefusesIsNoPage() {
        try (var pool = new PagePool(new RowFormat(DType.F32, 1 << 30, 0), 1 << 16, 0, 8)) {
            assertThat(pool.available()).isEqualTo(8);
            assertThat(pool.take()).isEqualTo(-1);
            assertThat(pool.used()).isZero();
            assertThat(pool.take()).as("asked again").isEqualTo(-1);
        }
    }
}
