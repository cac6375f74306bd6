package dev.ferkel.internal.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that DuckDB wrote; see the README beside them. */
class ParquetSourceTest {
    private static Path file(String codec) {
        return Path.of(System.getProperty("ferkel.root"), "train/src/test/resources/corpus", codec + ".parquet");
    }

    private static List<String> expected() {
        var texts = new ArrayList<String>();
        for (int i = 0; i < 5000; i++) {
            if (i % 7 != 3) {
                texts.add("Text " + i + " für Größe 深度".repeat(i % 5));
            }
        }
        return texts;
    }

    private static List<String> read(Path file, String column, Cursor from, List<String> notes) {
        var texts = new ArrayList<String>();
        try (var documents = new ParquetSource(file, column).open(from, notes::add)) {
            while (documents.next()) {
                texts.add(((Document.Text) documents.document()).text());
            }
        }
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "snappy"})
    void readsAColumnFromAnyRowOn(String codec) {
        var notes = new ArrayList<String>();
        var expected = expected();
        assertThat(read(file(codec), "content", Cursor.START, notes)).isEqualTo(expected);
        assertThat(notes).hasSize(5000 - expected.size()).first().asString().endsWith("row 4: left out, null");
        for (int from : new int[] {1, 2999, expected.size()}) {
            assertThat(read(file(codec), "content", new Cursor(0, from), notes))
                    .isEqualTo(expected.subList(from, expected.size()));
        }
    }

    @Test
    void saysWhatIsWrong() {
        var notes = new ArrayList<String>();
        assertThatThrownBy(() -> read(file("zstd"), "text", Cursor.START, notes))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("zstd.parquet: no column 'text', there are [id, content, n]");
        assertThatThrownBy(() -> read(file("zstd"), "id", Cursor.START, notes))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("column 'id' is INT64, expected texts");
    }

    @Test
    void damageGivesOneLine(@TempDir Path folder) throws IOException {
        var good = Files.readAllBytes(file("zstd"));
        var broken = folder.resolve("broken.parquet");
        var random = new Random(4);
        for (int round = 0; round < 150; round++) {
            var bytes = Arrays.copyOf(good, round % 4 == 0 ? random.nextInt(good.length) : good.length);
            for (int i = random.nextInt(3); i >= 0; i--) {
                // mostly in the footer, which says where everything is
                int at = random.nextBoolean()
                        ? random.nextInt(bytes.length)
                        : bytes.length - 1 - random.nextInt(Math.min(900, bytes.length));
                bytes[at] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(broken, bytes);
            try {
                read(broken, "content", Cursor.START, new ArrayList<>());
            } catch (FerkelException e) {
                assertThat(e).hasMessageContaining("broken.parquet");
            }
        }
    }
}
