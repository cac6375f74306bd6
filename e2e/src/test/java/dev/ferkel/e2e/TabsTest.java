package dev.ferkel.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two tabs with the same conversations: nothing that one of them keeps is lost by the other. */
class TabsTest extends PageTest {
    private static final String NO_NEWS = "window.BroadcastChannel = class { postMessage() {} };";

    private Page first;
    private Page second;

    private void say(Page tab, String text, String answer) {
        page = tab;
        Answers.are(page, "", answer);
        send(text);
        assertThat(answered()).containsText(answer);
    }

    /** The same conversation in two tabs; {@link #page} is the one that is worked with. */
    private void twoTabs() {
        first = page;
        open();
        say(first, "alpha", "one");
        second = anotherTab();
        second.navigate(first.url());
        assertThat(second.locator(".assistant")).containsText("one");
    }

    private void rename(Page tab, String from, String to) {
        tab.getByLabel("Rename “" + from + "”").click();
        tab.locator("dialog input").fill(to);
        tab.keyboard().press("Enter");
        assertThat(tab.locator("#title")).hasText(to);
    }

    private static void delete(Page tab, String name) {
        tab.locator(".conversations .open").getByText(name).hover();
        tab.getByLabel("Delete “" + name + "”").click();
        tab.locator("dialog")
                .getByText("Delete", new Locator.GetByTextOptions().setExact(true))
                .click();
    }

    @Test
    void whatOneTabDoesTheOtherShows() {
        twoTabs();
        say(second, "beta", "two");
        assertThat(first.locator(".user .body").last()).hasText("beta");
        assertThat(first.locator(".assistant").last()).containsText("two");
        rename(first, "alpha", "gamma");
        assertThat(second.locator("#title")).hasText("gamma");
        second.keyboard().press("Control+Shift+O");
        say(second, "delta", "three");
        assertThat(first.locator(".conversations .open")).hasCount(2);
        assertThat(first.locator("#title")).hasText("gamma");
        delete(second, "gamma");
        assertThat(first.locator(".conversations .open")).hasCount(1);
        assertThat(first.locator("#welcome")).isVisible();
    }

    @Test
    void anEditThatHasBegunStays() {
        twoTabs();
        first.getByLabel("Edit the message").click();
        first.locator(".user textarea").fill("a long thought");
        say(second, "beta", "two");
        rename(second, "alpha", "gamma");
        assertThat(first.locator(".conversations li.current")).containsText("gamma");
        assertThat(first.locator(".user textarea")).hasValue("a long thought");
        assertThat(first.locator(".user textarea")).isFocused();
    }

    /** As if both had written before they heard of each other. */
    @Test
    void tabsThatHearNothingLoseNothing() {
        first = page;
        first.context().addInitScript(NO_NEWS);
        twoTabs();
        say(second, "beta", "two");
        rename(second, "alpha", "gamma");
        assertThat(first.locator(".assistant")).hasCount(1);
        say(first, "delta", "three");
        first.reload();
        assertThat(first.locator("#title")).hasText("gamma");
        assertThat(first.locator(".user .body").last()).hasText("delta");
        assertThat(first.locator(".user").last()).containsText("2 of 2");
        first.getByLabel("Previous message").click();
        assertThat(first.locator(".user .body").last()).hasText("beta");
        assertThat(first.locator(".assistant").last()).containsText("two");
    }

    @Test
    void whatWasDeletedDoesNotComeBack() {
        first = page;
        first.context().addInitScript(NO_NEWS);
        Answers.fail(first, 500, "failed", Map.of());
        open();
        send("alpha");
        answered();
        second = anotherTab();
        second.navigate(first.url());
        assertThat(second.locator(".failure")).isVisible();
        page = first;
        Answers.are(first, "", "better");
        answer().getByText("Try again").click();
        assertThat(answered()).containsText("better");
        rename(second, "alpha", "beta");
        first.reload();
        assertThat(first.locator("#title")).hasText("beta");
        assertThat(answer()).containsText("better");
        assertThat(answer().locator(".versions")).hasCount(0);
        delete(first, "beta");
        assertThat(first.locator(".conversations .open")).hasCount(0);
        rename(second, "beta", "gamma");
        first.reload();
        assertThat(first.locator(".conversations .open")).hasCount(0);
    }
}
