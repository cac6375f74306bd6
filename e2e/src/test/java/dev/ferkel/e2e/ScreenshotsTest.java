package dev.ferkel.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ferkel.testing.Shared;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Makes the pictures of docs/page.md anew, with a real model. */
@EnabledIfSystemProperty(named = "ferkel.screenshots", matches = "true")
class ScreenshotsTest extends PageTest {
    private static final int SLOW = 120_000;

    private static final String PIGLET = "piglet-r1";

    @Override
    Map<String, Path> models(Path folder) {
        var model = Shared.find("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        Assumptions.assumeTrue(model.isPresent(), "the model is not there");
        var models = new LinkedHashMap<String, Path>();
        models.put("SmolLM2-135M-Instruct", model.orElseThrow());
        models.put(PIGLET, Shared.root().resolve("models").resolve(PIGLET));
        return models;
    }

    private void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Shared.root().resolve("docs").resolve(name)));
    }

    private void problem(String title) {
        page.locator(".problems b").getByText(title).click();
        assertThat(page.locator(".figures"))
                .isVisible(
                        new com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions().setTimeout(SLOW));
    }

    private void seeded() {
        page.locator("#toggle-settings").click();
        page.locator("#seed").fill("1");
        page.locator("#max_tokens").fill("200");
        page.keyboard().press("Escape");
    }

    @Test
    void lightAndWide() {
        open();
        picture("page-empty.png");
        seeded();
        problem("Physics");
        page.locator("#new-chat").click();
        problem("Summarize");
        page.locator("#new-chat").click();
        problem("A program");
        page.locator("#scroller").evaluate("e => e.scrollTop = 0");
        page.waitForTimeout(300);
        picture("page-light.png");
        page.navigate(server.address() + "status");
        page.waitForTimeout(3000);
        picture("page-status.png");
    }

    /** Answers a few problems, so that the last one is answered as by a server that has run for a while. */
    private void piglet() {
        page.locator("#model").selectOption(PIGLET);
        page.locator("#toggle-settings").click();
        page.locator("#temperature").fill("0");
        page.keyboard().press("Escape");
        for (var title : new String[] {"Add", "Unit", "Sequence", "Weekday", "Countdown"}) {
            page.keyboard().press("Control+Shift+O");
            problem(title);
        }
    }

    @Test
    void darkAndWide() {
        newPage(1280, 800, ColorScheme.DARK);
        open();
        piglet();
        send("Solve 4x + 3 = 31.");
        answered();
        page.locator("#toggle-settings").click();
        picture("page-dark.png");
    }

    @Test
    void darkAndNarrow() {
        newPage(390, 844, ColorScheme.DARK);
        open();
        piglet();
        answer().locator("summary").click();
        page.waitForTimeout(300);
        picture("page-phone.png");
    }
}
