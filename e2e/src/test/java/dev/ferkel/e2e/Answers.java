package dev.ferkel.e2e;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What a page gets to hear in a model's place. */
final class Answers {
    private static final String CHAT = "**/v1/chat/completions";
    private static final int PIECE = 7;

    private Answers() {}

    /** A whole answer, in small pieces. */
    static void are(Page page, String reasoning, String content) {
        var body = new StringBuilder();
        pieces(body, "reasoning_content", reasoning);
        pieces(body, "content", content);
        body.append("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        with(page, 200, "text/event-stream", body.toString(), Map.of());
    }

    /** An error of the API. */
    static void fail(Page page, int status, String message, Map<String, String> headers) {
        var body = JsonMapper.shared()
                .writeValueAsString(Map.of("error", Map.of("message", message, "type", "x", "code", "x")));
        with(page, status, "application/json", body, headers);
    }

    static void with(Page page, int status, String type, String body, Map<String, String> headers) {
        real(page);
        page.route(
                CHAT,
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(status)
                        .setContentType(type)
                        .setHeaders(headers)
                        .setBody(body)));
    }

    /** The server can't be reached. */
    static void vanish(Page page) {
        real(page);
        page.route(CHAT, Route::abort);
    }

    /** The server answers again. */
    static void real(Page page) {
        page.unroute(CHAT);
    }

    /** From the next page load on answers come slowly and never end: first they think for as many pieces. */
    static void neverEnd(Page page, int thoughts) {
        page.addInitScript("""
                (() => {
                  const real = window.fetch;
                  window.fetch = (url, options) => {
                    if (!String(url).includes("chat/completions")) {
                      return real(url, options);
                    }
                    let n = 0;
                    const stream = new ReadableStream({
                      start(controller) {
                        const timer = setInterval(() => {
                          const delta = n++ < THOUGHTS ? { reasoning_content: "hm " } : { content: "word " };
                          const data = JSON.stringify({ choices: [{ index: 0, delta }] });
                          controller.enqueue(new TextEncoder().encode("data: " + data + "\\n\\n"));
                        }, 20);
                        options.signal.addEventListener("abort", () => {
                          clearInterval(timer);
                          controller.error(new DOMException("aborted", "AbortError"));
                        });
                      },
                    });
                    return Promise.resolve(new Response(stream, { headers: { "Content-Type": "text/event-stream" } }));
                  };
                })();
                """.replace("THOUGHTS", String.valueOf(thoughts)));
    }

    private static void pieces(StringBuilder body, String name, String text) {
        for (int i = 0; i < text.length(); i += PIECE) {
            var piece = text.substring(i, Math.min(text.length(), i + PIECE));
            var delta = JsonMapper.shared().writeValueAsString(Map.of(name, piece));
            body.append("data: {\"choices\":[{\"index\":0,\"delta\":")
                    .append(delta)
                    .append("}]}\n\n");
        }
    }
}
