package dev.ferkel.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The browser of this machine: Playwright's own is not downloaded. */
final class Chromium implements AutoCloseable {
    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path program) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        // containers allow no sandbox within
                        .setArgs(List.of("--no-sandbox")));
    }

    /** Starts it; the tests are skipped where there is none. */
    static Chromium start() {
        var program = program();
        Assumptions.assumeTrue(program.isPresent(), "no Chromium; FERKEL_CHROMIUM says where one is");
        return new Chromium(program.orElseThrow());
    }

    private static Optional<Path> program() {
        var given = System.getenv("FERKEL_CHROMIUM");
        var places = given != null
                ? Stream.of(given)
                : Stream.of(
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome",
                        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
        return places.map(Path::of).filter(Files::isExecutable).findFirst();
    }

    Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
