package dev.ferkel.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state of the pages, wide and narrow, light and dark. */
class LooksTest extends PageTest {
    private static final String TEXT =
            """
            # A title with some words in it

            Text with `code`, a [link](https://example.org) and $x^2$. Then a long word: %s.

            ```java
            int answer = 42; // %s
            ```

            | a | b |
            |---|---|
            | 1 | %s |

            > a quote

            $$%s$$
            """.formatted("abc".repeat(60), "c".repeat(150), "wide ".repeat(60), "x + ".repeat(60) + "y");

    static List<Arguments> screens() {
        return List.of(
                Arguments.of(1280, 800, ColorScheme.LIGHT),
                Arguments.of(1280, 800, ColorScheme.DARK),
                Arguments.of(390, 844, ColorScheme.LIGHT),
                Arguments.of(390, 844, ColorScheme.DARK));
    }

    private void fits() {
        var tooWide =
                page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(((Number) tooWide).intValue()).isLessThanOrEqualTo(0);
        isAccessible();
    }

    @ParameterizedTest
    @MethodSource("screens")
    void chat(int width, int height, ColorScheme colors) {
        newPage(width, height, colors);
        boolean narrow = width < 896;
        open();
        fits();
        Answers.are(page, "some thought", TEXT);
        send("go");
        answered();
        fits();
        answer().locator("summary").click();
        page.getByLabel("Edit the message").click();
        fits();
        page.keyboard().press("Escape");
        page.locator("#toggle-settings").click();
        page.locator("#temperature").fill("9");
        assertThat(page.locator("#temperature-wrong")).hasText("Expected 0 to 2.");
        fits();
        page.keyboard().press("Escape");
        assertThat(page.locator("#settings")).isHidden();
        if (narrow) {
            assertThat(page.locator("#sidebar")).isHidden();
            page.locator("#toggle-sidebar").click();
            assertThat(page.locator("#sidebar")).isVisible();
            fits();
            page.locator(".conversations .open").click();
            assertThat(page.locator("#sidebar")).isHidden();
        }
        Answers.fail(page, 500, "failed", java.util.Map.of());
        page.getByLabel("Answer anew").click();
        assertThat(answered().locator(".failure")).isVisible();
        fits();
    }

    @ParameterizedTest
    @MethodSource("screens")
    void statusAndDocs(int width, int height, ColorScheme colors) {
        newPage(width, height, colors);
        open();
        send("go");
        answered();
        page.navigate(server.address() + "status");
        assertThat(page.locator("#models tbody tr").first()).containsText("tiny");
        assertThat(page.locator("#plots canvas")).hasCount(5);
        fits();
        page.navigate(server.address() + "docs");
        page.locator("#chat > summary").click();
        assertThat(page.locator("#chat pre").first()).containsText("curl " + server.address() + "v1/chat/completions");
        assertThat(page.locator("#chat .schema").first()).containsText("temperature");
        fits();
        for (var closed : page.locator(".operation:not([open]) > summary").all().reversed()) {
            closed.click();
        }
        fits();
    }

    @Test
    void theColoursCanBeChosenAndStay() {
        open();
        var html = page.locator("html");
        page.locator("#theme").click();
        assertThat(html).hasAttribute("data-theme", "light");
        page.locator("#theme").click();
        assertThat(html).hasAttribute("data-theme", "dark");
        page.reload();
        assertThat(html).hasAttribute("data-theme", "dark");
        assertThat(page.locator("body")).hasCSS("background-color", Pattern.compile("rgb\\(23, 22, 23\\)"));
        page.locator("#theme").click();
        assertThat(page.locator("html[data-theme]")).hasCount(0);
    }

    @Test
    void allMotionCanBeTurnedOff() {
        Answers.neverEnd(page, 1_000_000);
        page.emulateMedia(
                new Page.EmulateMediaOptions().setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
        open();
        send("go");
        assertThat(answer().locator("summary")).hasCSS("animation-name", "none");
        page.keyboard().press("Escape");
        answered();
    }
}
