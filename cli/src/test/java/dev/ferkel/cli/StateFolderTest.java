package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The places that the XDG specification, macOS and Windows have for such files. */
class StateFolderTest {
    @Test
    void places() {
        assertThat(StateFolder.of(Map.of(), "Linux", "/home/x")).isEqualTo(Path.of("/home/x/.local/state/ferkel"));
        assertThat(StateFolder.of(Map.of("XDG_STATE_HOME", "/s"), "Linux", "/home/x"))
                .isEqualTo(Path.of("/s/ferkel"));
        assertThat(StateFolder.of(Map.of(), "Mac OS X", "/Users/x"))
                .isEqualTo(Path.of("/Users/x/Library/Application Support/Ferkel"));
        assertThat(StateFolder.of(Map.of("LOCALAPPDATA", "/l"), "Windows 11", "/u"))
                .isEqualTo(Path.of("/l/Ferkel"));
    }
}
