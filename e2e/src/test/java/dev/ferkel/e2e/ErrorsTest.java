package dev.ferkel.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrorsTest extends PageTest {
    private void failsWith(String sentence) {
        assertThat(answered().locator(".failure")).containsText(sentence);
    }

    @Test
    void theServersWordsAreShown() {
        Answers.fail(page, 400, "Invalid top_p value, the valid range of top_p is [0, 1]", Map.of());
        open();
        send("go");
        failsWith("The server refused: Invalid top_p value");
        isAccessible();
        Answers.are(page, "", "better");
        answer().getByText("Try again").click();
        assertThat(answered().locator(".prose").last()).hasText("better");
        assertThat(page.locator(".assistant")).hasCount(1);
    }

    @Test
    void aBusyServerSaysWhenToComeBack() {
        Answers.fail(page, 503, "1000 answers wait", Map.of("Retry-After", "2"));
        open();
        send("go");
        failsWith("The server has too much to do: 1000 answers wait.");
        var again = answer().locator(".failure button");
        assertThat(again).isDisabled();
        assertThat(again).hasText(Pattern.compile("Try again in [12] s"));
        assertThat(again).isEnabled();
        Answers.are(page, "", "now");
        again.click();
        assertThat(answered()).containsText("now");
    }

    @Test
    void limitsAreExplained() {
        Answers.fail(
                page, 429, "2 requests a minute are allowed; try again in 30 seconds", Map.of("Retry-After", "30"));
        open();
        send("go");
        failsWith("You have asked more than the server allows: 2 requests a minute are allowed");
        assertThat(answer().locator(".failure button")).hasText(Pattern.compile("Try again in \\d+ s"));
    }

    @Test
    void aServerThatIsGoneIsNoticed() {
        open();
        Answers.vanish(page);
        send("go");
        failsWith("The server can't be reached.");
    }

    @Test
    void aBrokenStreamKeepsWhatCame() {
        Answers.with(
                page,
                200,
                "text/event-stream",
                "data: {\"choices\":[{\"delta\":{\"content\":\"half an\"}}]}\n\n",
                Map.of());
        open();
        send("go");
        failsWith("The answer broke off");
        assertThat(answer().locator(".prose").last()).hasText("half an");
    }

    @Test
    void anErrorWithinAStreamIsShown() {
        Answers.with(
                page,
                200,
                "text/event-stream",
                ": keep-alive\n\ndata: {\"error\":{\"message\":\"out of memory\"}}\n\n",
                Map.of());
        open();
        send("go");
        failsWith("The server failed: out of memory.");
    }

    @Test
    void whatIsNoAnswerIsNotShown() {
        Answers.with(page, 502, "text/html", "<h1>Bad gateway</h1>", Map.of());
        open();
        send("go");
        failsWith("The server failed with status 502.");
        Answers.with(page, 200, "text/event-stream", "data: <html>\n\n", Map.of());
        answer().getByText("Try again").click();
        failsWith("The server sent something that is no answer.");
    }
}
