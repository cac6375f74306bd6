package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory is as arenas give it, by small pages and by large ones. */
class PagesTest {
    private static final long LARGE = 2L << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 63, 4096, LARGE - 1, LARGE, LARGE + 1, 3 * LARGE + 4097})
    void zerosToTheLastByte(long bytes) {
        try (var arena = Arena.ofConfined()) {
            var memory = Pages.allocate(bytes, arena);
            assertThat(memory.byteSize()).isEqualTo(bytes);
            assertThat(memory.address() % 64).isZero();
            var zeros = arena.allocate(bytes);
            assertThat(memory.mismatch(zeros)).isEqualTo(-1);
            memory.fill((byte) 0x5a);
            for (long i = 0; i < bytes; i += 1009) {
                assertThat(memory.get(ValueLayout.JAVA_BYTE, i)).isEqualTo((byte) 0x5a);
            }
            assertThat(memory.get(ValueLayout.JAVA_BYTE, bytes - 1)).isEqualTo((byte) 0x5a);
            var other = Pages.allocate(bytes, arena);
            assertThat(other.mismatch(zeros)).isEqualTo(-1);
            assertThat(memory.asOverlappingSlice(other)).isEmpty();
        }
    }

    @Test
    void aClosedArenaTakesItsMemoryAlong() {
        MemorySegment memory;
        try (var arena = Arena.ofConfined()) {
            memory = Pages.allocate(LARGE, arena);
            assertThat(memory.scope().isAlive()).isTrue();
        }
        assertThat(memory.scope().isAlive()).isFalse();
    }

    /** Also of a part that begins and ends within pages, and of one smaller than any. */
    @Test
    void whatIsGivenBackIsReadAgain() throws IOException {
        var content = new byte[(int) LARGE + 12345];
        new Random(3).nextBytes(content);
        var file = Files.write(folder.resolve("weights"), content);
        try (var arena = Arena.ofConfined();
                var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, content.length, arena);
            for (var part : new MemorySegment[] {
                mapped,
                mapped.asSlice(100),
                mapped.asSlice(5000, 10000),
                mapped.asSlice(4096, 4096),
                mapped.asSlice(7, 9)
            }) {
                Pages.giveBack(part);
                assertThat(mapped.mismatch(MemorySegment.ofArray(content))).isEqualTo(-1);
            }
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    /** Memory that is no file's would be lost. */
    @Test
    void nothingElseIsGivenBack() {
        try (var arena = Arena.ofConfined()) {
            var memory = Pages.allocate(2 * LARGE, arena);
            memory.fill((byte) 3);
            Pages.giveBack(memory);
            assertThat(memory.get(ValueLayout.JAVA_BYTE, LARGE)).isEqualTo((byte) 3);
        }
    }
}
