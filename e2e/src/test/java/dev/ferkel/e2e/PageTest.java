package dev.ferkel.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.ferkel.internal.server.ApiKey;
import dev.ferkel.testing.TinyChat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * A browser with a page of a server. Whatever a test does: a violation of the page's policy, an error of its scripts, a
 * dialog, or a request to elsewhere fails it.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class PageTest {
    private static final int TIMEOUT = 30_000;

    private Chromium chromium;
    private BrowserContext context;
    private final List<String> wrong = new ArrayList<>();
    TestServer server;
    TinyChat plain;
    TinyChat thinker;
    Page page;

    @BeforeAll
    void startAll(@TempDir Path folder) {
        chromium = Chromium.start();
        // machines that do other things as well are slow
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT);
        server = new TestServer(models(folder), keys());
    }

    /** Models to serve: one that answers at once, one that thinks first. */
    Map<String, Path> models(Path folder) {
        plain = TinyChat.plain(folder(folder, "tiny"));
        thinker = TinyChat.thinking(folder(folder, "tiny-thinker"));
        var models = new LinkedHashMap<String, Path>();
        models.put("tiny", plain.folder());
        models.put("tiny-thinker", thinker.folder());
        return models;
    }

    private static Path folder(Path parent, String name) {
        try {
            return Files.createDirectory(parent.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<ApiKey> keys() {
        return List.of();
    }

    /** What all addresses begin with. */
    String home() {
        return server.address();
    }

    @AfterAll
    void stopAll() {
        if (server != null) {
            server.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void newPage() {
        newPage(1280, 800, ColorScheme.LIGHT);
    }

    void newPage(int width, int height, ColorScheme colors) {
        newPage(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(colors)
                .setAcceptDownloads(true));
    }

    void newPage(Browser.NewContextOptions options) {
        if (context != null) {
            context.close();
        }
        context = chromium.browser().newContext(options);
        context.addInitScript(axe());
        page = anotherTab();
    }

    /** Of the same browser. */
    Page anotherTab() {
        var tab = context.newPage();
        tab.setDefaultTimeout(TIMEOUT);
        tab.onConsoleMessage(m -> {
            // what a request's status is, tests of errors mean
            if (m.type().equals("error") && !m.text().startsWith("Failed to load resource")) {
                wrong.add(m.text());
            }
        });
        tab.onPageError(wrong::add);
        tab.onDialog(d -> {
            wrong.add("dialog: " + d.message());
            d.dismiss();
        });
        tab.onRequest(r -> {
            if (!r.url().startsWith(home()) && !r.url().matches("(data|blob):.*")) {
                wrong.add("request to " + r.url());
            }
        });
        return tab;
    }

    @AfterEach
    void nothingWentWrong() {
        var found = List.copyOf(wrong);
        wrong.clear();
        context.close();
        context = null;
        assertThat(found).isEmpty();
    }

    private static String axe() {
        try (var in = PageTest.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the chat page and waits for its models. */
    void open() {
        page.navigate(server.address());
        assertThat(page.locator(".problems button")).hasCount(6);
    }

    void send(String text) {
        page.locator("#prompt").fill(text);
        page.keyboard().press("Enter");
    }

    /** The newest answer. */
    Locator answer() {
        return page.locator(".assistant").last();
    }

    /** Waits for the newest answer's end. */
    Locator answered() {
        assertThat(answer().locator(".actions")).isVisible();
        return answer();
    }

    /** Nothing that axe calls serious or critical. */
    void isAccessible() {
        @SuppressWarnings("unchecked")
        var found = (List<Map<String, Object>>) page.evaluate("""
                async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
                  .filter((v) => v.impact === "serious" || v.impact === "critical")
                  .map((v) => ({ id: v.id, nodes: v.nodes.map((n) => n.html + " " + n.failureSummary).join("\\n") }))
                """);
        assertThat(found).isEmpty();
    }
}
