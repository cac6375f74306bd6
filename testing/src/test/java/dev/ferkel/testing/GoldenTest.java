package dev.ferkel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class GoldenTest {
    @Test
    void ownCopyIsUnpacked() {
        assertThat(Golden.own())
                .hasSizeGreaterThan(50)
                .allSatisfy(path -> assertThat(Golden.path(path)).isRegularFile());
    }

    @Test
    void ownCopyIsTheOriginal() throws IOException {
        for (var path : Golden.own()) {
            var original = Shared.find(path);
            if (original.isPresent()) {
                assertThat(Files.mismatch(Golden.path(path), original.get()))
                        .as(path)
                        .isEqualTo(-1);
            }
        }
    }
}
