package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.TinyChat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The pages' files: what they are sent as, and that nothing else is. */
class StaticFilesTest {
    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        TinyChat.plain(folder);
        server = TestServer.of(Map.of("plain", folder));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/status, text/html; charset=utf-8",
        "/docs, text/html; charset=utf-8",
        "/openapi.json, application/json",
        "/assets/app.js, text/javascript; charset=utf-8",
        "/assets/base.css, text/css; charset=utf-8",
        "/assets/favicon.svg, image/svg+xml",
        "/assets/lib/licences.txt, text/plain; charset=utf-8",
        "/assets/lib/marked/marked.umd.js, text/javascript; charset=utf-8",
        "/assets/lib/dompurify/purify.min.js, text/javascript; charset=utf-8",
        "/assets/lib/highlight/highlight.min.js, text/javascript; charset=utf-8",
        "/assets/lib/katex/katex.min.js, text/javascript; charset=utf-8",
        "/assets/lib/katex/fonts/KaTeX_Main-Regular.woff2, font/woff2",
        "/assets/lib/uplot/uPlot.min.css, text/css; charset=utf-8"
    })
    void filesHaveTheirTypes(String path, String type) {
        var response = server.get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "*", "http");
    }

    /** A status line; the HTTP client would tidy such paths. */
    private static String raw(String path) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.server.port())) {
            socket.setSoTimeout(20_000);
            var request = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return String.valueOf(in.readLine());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../index.html",
                "/assets/%2e%2e/index.html",
                "/assets/%2e%2e%2findex.html",
                "/assets/..%5cindex.html",
                "/assets//etc/passwd",
                "/assets/%2fetc/passwd",
                "/assets/./app.js",
                "/assets/lib/../../../internal/server/StaticFiles.class",
                "/assets/lib/",
                "/assets/lib",
                "/assets/app.js%00.css",
                "/assets/app.mjs",
                "/assets/nothing.js",
                "/assets/app",
                "/assets/",
                "/index.html"
            })
    void nothingElseIsSent(String path) throws IOException {
        var status = raw(path);
        // paths with dots may be resolved before they are looked up; then they are what they resolve to
        assertThat(status).matches("HTTP/1.1 40[04] .*|HTTP/1.1 200 .*");
        if (status.contains(" 200 ")) {
            assertThat(path).isEqualTo("/assets/./app.js");
        }
    }

    @Test
    void whatIsKnownIsNotSentAgain() {
        var first = server.get("/assets/app.js");
        var tag = first.headers().firstValue("ETag").orElseThrow();
        var second = server.get("/assets/app.js", "If-None-Match", tag);
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(second.headers().firstValue("ETag")).hasValue(tag);
        assertThat(server.get("/assets/app.js", "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
        assertThat(server.get("/assets/base.css").headers().firstValue("ETag")).isNotEqualTo(tag);
    }

    @Test
    void headersAloneCanBeAskedFor() {
        var whole = server.get("/");
        var head = server.send(server.request("/")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length"))
                .hasValue(String.valueOf(whole.body().getBytes(StandardCharsets.UTF_8).length));
    }

    /** Every file that a page or a script of ours names is there, and none is elsewhere or inline. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/status", "/docs"})
    void pagesNameFilesThatAreThere(String path) {
        var page = server.get(path).body();
        assertThat(page)
                .doesNotContainPattern("(?i)<script(?![^>]*src=)|<style|\\sstyle=|\\son[a-z]+=|https?://|javascript:");
        var open = new TreeSet<String>();
        var seen = new TreeSet<String>();
        Pattern.compile("(?:src|href)=\"(assets/[^\"]+)\"")
                .matcher(page)
                .results()
                .forEach(m -> open.add(m.group(1)));
        while (!open.isEmpty()) {
            var file = open.pollFirst();
            var response = server.get("/" + file);
            assertThat(response.statusCode()).as(file).isEqualTo(200);
            if (seen.add(file) && file.matches("assets/[^/]+\\.js")) {
                Pattern.compile("from \"\\./([^\"]+)\"")
                        .matcher(response.body())
                        .results()
                        .forEach(m -> open.add("assets/" + m.group(1)));
            }
        }
        assertThat(seen).contains("assets/dom.js");
    }

    @Test
    void everyPathOfTheDescriptionIsThere() {
        var paths =
                JsonMapper.shared().readTree(server.get("/openapi.json").body()).path("paths");
        assertThat(paths.size()).isGreaterThan(20);
        for (var entry : paths.properties()) {
            var path = entry.getKey().replace("{model}", "deepseek-chat").replace("{file}", "app.js");
            for (var method : entry.getValue().propertyNames()) {
                var upper = method.toUpperCase(java.util.Locale.ROOT);
                var response = server.send(server.request(path)
                        .method(upper, HttpRequest.BodyPublishers.noBody())
                        .build());
                var described = entry.getValue().path(method).path("responses");
                assertThat(described.has(String.valueOf(response.statusCode())))
                        .as("%s %s: %d", upper, path, response.statusCode())
                        .isTrue();
                assertThat(response.statusCode()).as(path).isNotIn(404, 405);
            }
        }
    }
}
