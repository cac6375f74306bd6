package dev.ferkel.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;

/** Touches every byte that an opened checkpoint says it has. */
final class ReadAll {
    private ReadAll() {}

    /** @param bytes of all files together: tensors can't have more, since none overlap */
    static void tensors(Checkpoint checkpoint, long bytes) {
        assertThat(checkpoint.byteSize()).isBetween(0L, bytes);
        for (var tensor : checkpoint.tensors().values()) {
            long size = tensor.data().byteSize();
            assertThat(tensor.byteSize()).isEqualTo(size);
            long sum = 0;
            for (long i = 0; i < size; i++) {
                sum += tensor.data().get(ValueLayout.JAVA_BYTE, i);
            }
            assertThat(sum).isBetween(-128 * size, 127 * size);
        }
    }
}
