package dev.ferkel.internal.kernel.x86;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.kernel.PanelLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the AVX2 tier runs has no instruction that a processor with AVX2 lacks. Running it shows that only on such a
 * processor; on one with AVX-512, objdump does.
 */
class NarrowCodeTest {
    @Test
    void needsNoMoreThanAvx2(@TempDir Path folder) throws IOException, InterruptedException {
        var codes = new ArrayList<byte[]>();
        for (int rows = 1; rows <= MatrixTile.ROWS; rows++) {
            for (int i = 0; i < 8; i++) {
                codes.add(MatrixCode.emit(false, rows, 1, i % 2 == 0, i / 2 % 2 == 0, i / 4 == 0));
            }
        }
        for (var layout : PanelLayout.values()) {
            var product = new WordProduct(layout, false);
            for (int tokens = 1; tokens <= product.mostTokens(1); tokens++) {
                codes.add(product.emit(tokens, 1));
            }
        }
        codes.add(Transposition.narrow(false));
        codes.add(Transposition.narrow(true));
        codes.add(PeakCode.reading(ProductTier.AVX2));
        codes.add(PeakCode.bytes(ProductTier.AVX2));
        codes.add(PeakCode.floats(ProductTier.AVX2));
        for (var code : codes) {
            assertThat(Objdump.read(code, folder))
                    .isNotEmpty()
                    .noneMatch(line -> line.matches(".*(zmm|[xy]mm(1[6-9]|2\\d|3\\d)|\\bk[0-7]\\b|\\(bad\\)).*"));
        }
    }
}
