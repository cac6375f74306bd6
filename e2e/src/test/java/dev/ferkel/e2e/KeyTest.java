package dev.ferkel.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import dev.ferkel.internal.server.ApiKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTest extends PageTest {
    @Override
    List<ApiKey> keys() {
        return List.of(ApiKey.of("me", "open-sesame"));
    }

    private void give(String key) {
        page.locator("dialog input").fill(key);
        page.keyboard().press("Enter");
    }

    @Test
    void aKeyIsAskedForUntilItIsValid() {
        page.navigate(server.address());
        assertThat(page.locator("dialog")).containsText("This server wants an API key");
        isAccessible();
        give("wrong-key");
        assertThat(page.locator("dialog")).containsText("That API key is not valid");
        give("open-sesame");
        assertThat(page.locator(".problems button")).hasCount(6);
        send(plain.question());
        answered();
        page.reload();
        // kept for this tab
        assertThat(page.locator("#model option").first()).hasText("tiny");
        assertThat(page.locator("dialog")).hasCount(0);
    }

    @Test
    void theStatusPageAsksToo() {
        page.navigate(server.address() + "status");
        assertThat(page.locator("dialog")).containsText("This server wants an API key");
        give("open-sesame");
        assertThat(page.locator("#tiles dt").first()).hasText("Being answered");
    }
}
