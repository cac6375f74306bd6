package dev.ferkel.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.ferkel.internal.report.ReportPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of {@code ferkel report}, of two runs over each other. */
class ReportTest extends PageTest {
    private String address = "";

    @BeforeAll
    void write(@TempDir Path folder) throws IOException {
        var file = folder.resolve("report.html");
        ReportPage.write(List.of(run(folder.resolve("one"), 100, 5), run(folder.resolve("two"), 60, 3)), file);
        address = file.toUri().toString();
    }

    /** A run whose loss falls from a start. */
    private static Path run(Path folder, int steps, double start) throws IOException {
        var stage = Files.createDirectories(folder.resolve("0-pretrain"));
        var log = new StringBuilder();
        for (int step = 1; step <= steps; step++) {
            log.append("{\"step\":%d,\"tokens\":%d,\"loss\":%s,\"seconds\":1,\"load\":{\"1\":[3,1],\"2\":[0,4]}}\n"
                    .formatted(step, 10 * step, start / step));
        }
        Files.writeString(stage.resolve("log.jsonl"), log);
        return folder;
    }

    @Override
    String home() {
        return address;
    }

    /** Colours are those of the two runs' curves. */
    @ParameterizedTest
    @CsvSource({
        "1280, LIGHT, 1f5fbf, c2531d",
        "390, LIGHT, 1f5fbf, c2531d",
        "1280, DARK, 7fb0ff, ff9a66",
        "390, DARK, 7fb0ff, ff9a66"
    })
    void bothRunsAreDrawn(int width, ColorScheme colors, String first, String second) {
        newPage(width, 800, colors);
        page.navigate(address);
        assertThat(page.locator("#summary tbody tr")).containsText(new String[] {"one", "two"});
        var loss = page.locator("#curves section").first();
        assertThat(loss.locator("h2")).hasText("Loss, smoothed");
        assertThat(loss.locator(".u-series")).containsText(new String[] {"step", "one", "two"});
        var drawn = (List<?>) loss.locator("canvas").evaluate("""
                canvas => {
                  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                  const found = new Set();
                  for (let i = 0; i < data.length; i += 4) {
                    found.add([0, 1, 2].map((c) => data[i + c].toString(16).padStart(2, "0")).join(""));
                  }
                  return [...found];
                }
                """);
        assertThat(drawn.contains(first)).isTrue();
        assertThat(drawn.contains(second)).isTrue();
        assertThat(page.locator("canvas.heat")).hasCount(4);
        var tooWide =
                page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(((Number) tooWide).intValue()).isLessThanOrEqualTo(0);
        isAccessible();
    }
}
