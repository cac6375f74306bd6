package dev.ferkel.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void before() throws IOException {
        file = Files.writeString(folder.resolve("file"), "before");
    }

    @Test
    void replaced() {
        WholeFile.write(file, "after");
        assertThat(file).hasContent("after");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void itsFolderIsMade() {
        var deep = folder.resolve("a/b/file");
        WholeFile.write(deep, "text");
        assertThat(deep).hasContent("text");
    }

    /** Until it is committed, what was there before is; what failed leaves nothing behind. */
    @Test
    void notBeforeItIsWhole() {
        try (var out = new WholeFile(file)) {
            out.write(ByteBuffer.wrap(new byte[10]));
            assertThat(file).hasContent("before");
        }
        assertThatThrownBy(() -> WholeFile.write(file, 10, channel -> {
                    WholeFile.write(channel, ByteBuffer.wrap(new byte[5]));
                    throw new IOException("the disk is gone");
                }))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("the disk is gone");
        assertThat(file).hasContent("before");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void moreThanThereIsSpaceFor() {
        assertThatThrownBy(() -> WholeFile.write(file, Long.MAX_VALUE, channel -> {}))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("are free there");
        assertThat(file).hasContent("before");
    }
}
