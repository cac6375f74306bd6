package dev.ferkel.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatPageTest extends PageTest {
    /** As many tokens as are known, the likeliest ones. */
    private void sampleAsKnown() {
        page.locator("#toggle-settings").click();
        page.locator("#temperature").fill("0");
        page.locator("#max_tokens").fill("24");
        page.keyboard().press("Escape");
    }

    @Test
    void answersOfTheServerAreShown() {
        open();
        sampleAsKnown();
        send(plain.question());
        assertThat(answered().locator(".prose").last()).hasText(plain.content());
        assertThat(answer().locator(".note")).hasText(Pattern.compile("used up its tokens"));
        assertThat(answer().locator(".figures")).hasText(Pattern.compile("24 tokens · .* of 8 prompt tokens"));
    }

    @Test
    void thinkingIsFoldedAndCounted() {
        open();
        sampleAsKnown();
        page.locator("#model").selectOption("tiny-thinker");
        send(thinker.question());
        answered();
        assertThat(answer().locator("summary")).hasText(Pattern.compile("Thought for .* s"));
        assertThat(answer().locator(".thinking .prose")).isHidden();
        answer().locator("summary").click();
        assertThat(answer().locator(".thinking .prose")).hasText(thinker.reasoning());
        assertThat(answer().locator(".prose").last()).hasText(thinker.content());
    }

    @Test
    void escapeStopsAndWhatWasSaidStays() {
        Answers.neverEnd(page, 5);
        open();
        send("go on");
        assertThat(answer().locator("summary")).hasText(Pattern.compile("Thought for .* s"));
        assertThat(answer()).hasAttribute("aria-busy", "true");
        page.keyboard().press("Escape");
        assertThat(answered().locator(".note")).hasText("Stopped.");
        assertThat(answer().locator(".prose").last()).hasText(Pattern.compile("^(word )*word\\s*$"));
        assertThat(page.locator("#send")).isVisible();
        assertThat(page.locator("#prompt")).isFocused();
    }

    @Test
    void theSecondsOfThinkingAreShownWhileItGoesOn() {
        Answers.neverEnd(page, 1_000_000);
        open();
        send("think");
        assertThat(answer().locator("summary")).hasText(Pattern.compile("Thinking, [12] s"));
        page.locator("#stop").click();
        assertThat(answered().locator(".note")).hasText("Stopped.");
    }

    @Test
    void anEditedMessageBranchesAndBothBranchesStay() {
        Answers.are(page, "", "first answer");
        open();
        send("first question");
        answered();
        Answers.are(page, "", "second answer");
        page.keyboard().press("ArrowUp");
        var editor = page.locator(".user textarea");
        assertThat(editor).isFocused();
        assertThat(editor).hasValue("first question");
        editor.fill("second question");
        page.keyboard().press("Enter");
        assertThat(answered()).containsText("second answer");
        assertThat(page.locator(".user")).containsText("2 of 2");
        page.getByLabel("Previous message").click();
        assertThat(page.locator(".user .body")).hasText("first question");
        assertThat(answer()).containsText("first answer");
    }

    @Test
    void anAnswerIsGivenAnew() {
        Answers.are(page, "", "one");
        open();
        send("a number");
        answered();
        Answers.are(page, "", "two");
        page.getByLabel("Answer anew").click();
        assertThat(answered()).containsText("2 of 2");
        assertThat(answer()).containsText("two");
        page.getByLabel("Previous answer").click();
        assertThat(answer()).containsText("one");
    }

    @Test
    void theWholeConversationAndTheSettingsAreSent() {
        open();
        page.locator("#toggle-settings").click();
        page.locator("#system").fill("Be short.");
        page.locator("#top_p").fill("0.5");
        page.locator("#seed").fill("7");
        page.locator("#thinking").selectOption("disabled");
        page.keyboard().press("Escape");
        Answers.are(page, "a thought", "an answer");
        send("one");
        answered();
        var request = page.waitForRequest("**/chat/completions", () -> send("two"));
        var body = tools.jackson.databind.json.JsonMapper.shared().readTree(request.postData());
        assertThat(body.path("messages").toString())
                .isEqualTo(
                        "[{\"role\":\"system\",\"content\":\"Be short.\"},{\"role\":\"user\",\"content\":\"one\"},"
                                + "{\"role\":\"assistant\",\"content\":\"an answer\"},{\"role\":\"user\",\"content\":\"two\"}]");
        assertThat(body.path("top_p").asDouble()).isEqualTo(0.5);
        assertThat(body.path("seed").asInt()).isEqualTo(7);
        assertThat(body.path("thinking").path("type").asString()).isEqualTo("disabled");
        assertThat(body.has("temperature")).isFalse();
        answered();
    }

    @Test
    void conversationsOutliveThePage() {
        Answers.are(page, "", "an answer that stays");
        open();
        send("a question that stays");
        answered();
        page.reload();
        assertThat(page.locator(".user .body")).hasText("a question that stays");
        assertThat(answer()).containsText("an answer that stays");
        page.navigate(server.address());
        assertThat(page.locator("#welcome")).isVisible();
        page.locator(".conversations .open").click();
        assertThat(answer()).containsText("an answer that stays");
    }

    @Test
    void conversationsAreFoundRenamedAndDeleted() {
        Answers.are(page, "", "about hedgehogs");
        open();
        send("alpha");
        answered();
        page.keyboard().press("Control+Shift+O");
        Answers.are(page, "", "about badgers");
        send("beta");
        answered();
        assertThat(page.locator(".conversations .open")).hasCount(2);
        page.keyboard().press("Control+k");
        assertThat(page.locator("#search")).isFocused();
        page.keyboard().type("HEDGE");
        assertThat(page.locator(".conversations .open")).hasCount(1);
        assertThat(page.locator(".conversations .found")).hasText("about hedgehogs");
        page.locator("#search").fill("nothing like it");
        assertThat(page.locator("#no-conversations")).isVisible();
        page.locator("#search").fill("");
        page.getByLabel("Rename “beta”").click();
        page.locator("dialog input").fill("gamma");
        page.keyboard().press("Enter");
        assertThat(page.locator(".conversations li.current")).containsText("gamma");
        page.getByLabel("Delete “gamma”").click();
        page.locator("dialog")
                .getByText("Delete", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(page.locator(".conversations .open")).hasCount(1);
        assertThat(page.locator("#welcome")).isVisible();
    }

    @Test
    void conversationsAreExportedAndImported(@TempDir Path folder) throws IOException {
        Answers.are(page, "a thought", "kept");
        open();
        send("keep me");
        answered();
        var download = page.waitForDownload(() -> page.locator("#export").click());
        var file = folder.resolve("conversations.json");
        download.saveAs(file);
        page.getByLabel("Delete “keep me”").click();
        page.locator("dialog")
                .getByText("Delete", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(page.locator(".conversations .open")).hasCount(0);
        page.locator("#import-file").setInputFiles(file);
        page.locator(".conversations .open").click();
        assertThat(answer()).containsText("kept");

        var other = folder.resolve("other.json");
        Files.writeString(other, "{\"conversations\": 1}");
        page.locator("#import-file").setInputFiles(other);
        assertThat(page.locator("dialog")).containsText("holds no conversations that were exported here");
        isAccessible();
    }

    @Test
    void aMessageMayHaveLines() {
        Answers.are(page, "", "yes");
        open();
        page.locator("#prompt").fill("one");
        page.keyboard().press("Shift+Enter");
        page.keyboard().type("two");
        page.keyboard().press("Enter");
        assertThat(page.locator(".user .body")).hasText(Pattern.compile("one\\s+two"));
        answered();
    }

    @Test
    void theKeysAreListed() {
        open();
        page.locator("#help").focus();
        page.keyboard().press("?");
        assertThat(page.locator("dialog")).containsText("Stop the answer");
        isAccessible();
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog")).hasCount(0);
        assertThat(page.locator("#help")).isFocused();
    }

    @Test
    void aProblemIsAClickAway() {
        Answers.are(page, "", "Paris.");
        open();
        var problem = page.locator(".problems button").first();
        var text = problem.locator("span").textContent();
        problem.click();
        assertThat(page.locator(".user .body")).hasText(text);
        answered();
        assertThat(page.locator("#live")).hasText(Pattern.compile("complete"));
    }

    @Test
    void theBeginningCanBeSkipped() {
        page.navigate(server.address());
        assertThat(page.locator(".problems button")).hasCount(6);
        page.locator(".brand").focus();
        page.keyboard().press("Shift+Tab");
        assertThat(page.getByText("Skip to the message box", new Page.GetByTextOptions().setExact(true)))
                .isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("#prompt")).isFocused();
    }
}
