package dev.ferkel.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who works with the keyboard goes on from where they were, whatever is drawn anew. */
class FocusTest extends PageTest {
    private void press(Locator button) {
        button.focus();
        page.keyboard().press("Enter");
    }

    private void press(String label) {
        press(page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)));
    }

    private void isAt(String label) {
        assertThat(page.locator(":focus")).hasAttribute("aria-label", label);
    }

    @Test
    void versionsOfAnAnswer() {
        Answers.are(page, "", "one");
        open();
        send("a number");
        for (var next : new String[] {"two", "three"}) {
            answered();
            Answers.are(page, "", next);
            press("Answer anew");
            assertThat(page.locator("#prompt")).isFocused();
            assertThat(answered()).containsText(next);
        }
        press("Previous answer");
        assertThat(answer()).containsText("two");
        isAt("Previous answer");
        page.keyboard().press("Enter");
        assertThat(answer()).containsText("one");
        // there is none before it
        isAt("Next answer");
        page.keyboard().press("Enter");
        assertThat(answer()).containsText("two");
        isAt("Next answer");
    }

    /** A phone's keyboard would cover the answer. */
    @Test
    void fingersAreSparedTheKeyboard() {
        newPage(new Browser.NewContextOptions()
                .setViewportSize(390, 844)
                .setHasTouch(true)
                .setIsMobile(true));
        Answers.are(page, "", "fine");
        open();
        page.locator(".problems button").first().tap();
        answered();
        assertThat(page.locator("#scroller")).isFocused();
        page.getByLabel("Answer anew").tap();
        assertThat(answered()).containsText("2 of 2");
        assertThat(page.locator("#scroller")).isFocused();
    }

    @Test
    void anAnswerThatFailed() {
        Answers.fail(page, 500, "failed", Map.of());
        open();
        send("go");
        answered();
        Answers.are(page, "", "better");
        press(answer().getByText("Try again"));
        assertThat(answered()).containsText("better");
        assertThat(page.locator("#prompt")).isFocused();
    }

    @Test
    void anAnswerThatEndsWhileStopHasTheFocus() {
        page.addInitScript("""
                const real = window.fetch;
                window.fetch = async (url, options) => {
                  if (String(url).includes("chat/completions")) {
                    await new Promise((resolve) => { window.answerNow = resolve; });
                  }
                  return real(url, options);
                };
                """);
        Answers.are(page, "", "done");
        open();
        send("go");
        page.locator("#stop").focus();
        page.waitForFunction("() => window.answerNow");
        page.evaluate("() => window.answerNow()");
        answered();
        assertThat(page.locator("#prompt")).isFocused();
    }

    @Test
    void conversationsThatAreRenamedOrDeleted() {
        Answers.are(page, "", "fine");
        open();
        for (var name : new String[] {"alpha", "beta"}) {
            page.keyboard().press("Control+Shift+O");
            send(name);
            answered();
        }
        // of one that is not shown: its buttons come into sight with the focus
        press("Rename “alpha”");
        page.locator("dialog input").fill("gamma");
        page.keyboard().press("Enter");
        isAt("Rename “gamma”");
        press("Delete “gamma”");
        press(page.locator("dialog .main"));
        assertThat(page.locator(".conversations .open")).hasCount(1);
        assertThat(page.locator("#new-chat")).isFocused();
        press("Delete “beta”");
        press(page.locator("dialog .main"));
        assertThat(page.locator(".conversations .open")).hasCount(0);
        assertThat(page.locator("#prompt")).isFocused();
    }
}
