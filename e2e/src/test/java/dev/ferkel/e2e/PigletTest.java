package dev.ferkel.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import dev.ferkel.testing.Shared;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The model that ships gets problems that it can solve. */
class PigletTest extends PageTest {
    @Override
    Map<String, Path> models(Path folder) {
        return Map.of("piglet-r1", Shared.root().resolve("models/piglet-r1"));
    }

    @Test
    void itSolvesWhatThePageProposes() {
        open();
        assertThat(page.locator("#welcome-model"))
                .hasText("You are talking to piglet-r1. It solves small problems such as these, and no others.");
        page.locator("#toggle-settings").click();
        page.locator("#temperature").fill("0");
        page.keyboard().press("Escape");
        page.getByText("What is 17 + 25?").click();
        assertThat(answered().locator(".prose").last()).hasText("Answer: " + (17 + 25));
    }
}
