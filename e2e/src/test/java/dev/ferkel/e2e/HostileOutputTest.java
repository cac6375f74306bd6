package dev.ferkel.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models may write what an attacker wants them to. {@link PageTest} fails on anything that runs or loads. */
class HostileOutputTest extends PageTest {
    private void shows(String text) {
        Answers.are(page, text, text);
        open();
        send("go");
        answered().locator("summary").click();
        assertThat(answer().locator(".thinking .prose")).isVisible();
        // nothing that could run, load, send or look like the page's own
        var bad =
                "script, iframe, object, embed, form, input, textarea, select, style, link, meta, base, video, audio, "
                        + ".prose img, .prose svg:not(.katex svg):not(.code-head svg), .prose [style]:not(.katex *), [srcdoc], "
                        + ".prose [id], .prose a[href]:not([href^='http:']):not([href^='https:']):not([href^='mailto:'])";
        assertThat(answer().locator(bad).all()).isEmpty();
        assertThat((List<?>) page.evaluate("""
                        () => [...document.querySelectorAll(".assistant *")].flatMap((e) =>
                          [...e.attributes].filter((a) => a.name.startsWith("on")).map((a) => a.name))
                        """)).isEmpty();
        for (var link : answer().locator(".prose a[href]").all()) {
            assertThat(link).hasAttribute("target", "_blank");
            assertThat(link).hasAttribute("rel", "noopener noreferrer");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "a <script src=https://example.org/x.js></script> b",
                "<img src=x onerror=alert(1)>",
                "text <img src=https://example.org/p.png> text",
                "![picture](https://example.org/p.png)",
                "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
                "[click](javascript:alert(1)) [x](JaVaScRiPt:alert(1)) [y](\u0001javascript:alert(1)) <javascript:alert(1)>",
                "[page](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
                "[relative](/v1/models) [anchor](#x) [slashes](//example.org/x) [ok](https://example.org/)",
                "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
                "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
                "<b onclick=alert(1)>b</b> <b>fine</b> <details open ontoggle=alert(1)>x</details>",
                "<form action=https://example.org><input name=key><button>Send</button></form>",
                "<style>body{display:none}</style><link rel=stylesheet href=https://example.org/x.css>",
                "<div style='position:fixed;inset:0'>cover</div><p id=prompt>clobber</p><a name=body>x</a>",
                "<iframe srcdoc='<script>alert(1)</script>'></iframe><base href=https://example.org/>",
                "<!-- comment --> <![CDATA[x]]> <?php x ?> <!DOCTYPE x>",
                "$\\href{javascript:alert(1)}{x}$ and $\\url{javascript:alert(1)}$",
                "$$\\htmlData{a=b}{x} \\htmlId{prompt}{x} \\htmlClass{send}{x} \\htmlStyle{position:fixed}{x}$$",
                "$\\includegraphics[height=1em]{https://example.org/p.png}$",
                "$\\text{<img src=x onerror=alert(1)>}$ \\(\\unicode{x<script>}\\)",
                "$\\fcolorbox{red}{blue}{x} \\pmb{y} \\color{red} z$ $\\rule{9999em}{9999em}$",
                "```html\n<script>alert(1)</script>\n",
                "```\"><img src=x onerror=alert(1)>\nx\n```",
                "`<img src=x onerror=alert(1)>` | a |\n|--|\n| <img src=x onerror=alert(1)> |",
                "[a]: javascript:alert(1) \"x\"\n\n[a] ![a] [a][a]",
                "&lt;img src=x onerror=alert(1)&gt; &#106;avascript: <a href=&#106;avascript:alert(1)>x</a>",
                "https://example.org/\"onmouseover=\"alert(1) www.example.org a@example.org"
            })
    void nothingRuns(String text) {
        shows(text);
        isAccessible();
    }

    static List<String> costly() {
        return List.of(
                "> ".repeat(3000) + "x",
                ">".repeat(5000),
                "- ".repeat(5000) + "x",
                "[".repeat(20_000),
                "![a](".repeat(8000),
                "*a ".repeat(20_000),
                "_a".repeat(20_000),
                "~~a ".repeat(12_000),
                "**a *b ".repeat(10_000),
                "\\(a ".repeat(20_000),
                "$$ a ".repeat(20_000),
                "$".repeat(20_000),
                "<a ".repeat(20_000),
                "<!--".repeat(10_000),
                "&#x".repeat(20_000),
                "```\n".repeat(2001),
                "|a".repeat(2000) + "|\n" + "|-".repeat(2000) + "|\n|1|",
                "$" + "{".repeat(900) + "}".repeat(900) + "$",
                "$\\def\\a{\\a\\a}\\a$",
                "$$" + "\\frac{1}{".repeat(500) + "1" + "}".repeat(500) + "$$");
    }

    @ParameterizedTest
    @MethodSource("costly")
    void nothingHangs(String text) {
        Answers.with(
                page,
                200,
                "text/event-stream",
                "data: "
                        + tools.jackson.databind.json.JsonMapper.shared()
                                .writeValueAsString(java.util.Map.of(
                                        "choices",
                                        List.of(java.util.Map.of(
                                                "delta", java.util.Map.of("content", text), "finish_reason", "stop"))))
                        + "\n\n",
                java.util.Map.of());
        open();
        send("go");
        answered();
        assertThat(page.locator("#prompt")).isEditable();
    }

    @Test
    void markdownCodeAndTexAreShown() {
        Answers.are(page, "", """
                # Title

                Inline $a_1*b*c$, \\(x^2\\), prices $5 and $10, code `$x$`.

                $$\\int_0^1 x\\,dx = \\boxed{\\tfrac12}$$

                \\[
                a &= b
                \\]

                | left | right |
                |:-----|------:|
                | 1 | $\\frac12$ |

                ```python
                def f(x):
                    return "$x$"
                ```

                H<sub>2</sub>O and [a link](https://example.org).
                """);
        open();
        send("go");
        var prose = answered().locator(".prose").last();
        assertThat(prose.locator("h1")).hasText("Title");
        assertThat(prose.locator(".katex")).hasCount(4);
        assertThat(prose.locator(".katex-display")).hasCount(1);
        assertThat(prose).containsText("prices $5 and $10");
        assertThat(prose.locator(":not(pre) > code").first()).hasText("$x$");
        // what is no TeX is shown as it was written
        assertThat(prose.locator(".display-math code")).hasText("a &= b");
        assertThat(prose.locator(".hljs-keyword").first()).hasText("def");
        assertThat(prose.locator(".code-head")).containsText("python");
        assertThat(prose.locator("td").last()).hasAttribute("align", "right");
        assertThat(prose.locator("sub")).hasText("2");
        isAccessible();
    }

    /** As in "5*4=20", whose star is none of emphasis. */
    @Test
    void linesAndProductsStay() {
        Answers.are(page, "", """
                12? 5+4=9 8: -1 *72
                12? 5*4=20 2*x*3 (1+2)*y*(3) 2**3**4
                *this*, **that** and the *i*th
                """);
        open();
        send("go");
        var prose = answered().locator(".prose").last();
        assertThat((String) prose.evaluate("e => e.innerText.trim()"))
                .isEqualTo("12? 5+4=9 8: -1 *72\n12? 5*4=20 2*x*3 (1+2)*y*(3) 2**3**4\nthis, that and the ith");
        assertThat(prose.locator("em")).hasText(new String[] {"this", "i"});
        assertThat(prose.locator("strong")).hasText("that");
        // whoever listens hears them apart
        assertThat(page.locator("#live")).containsText("*72 12?");
    }

    @Test
    void codeIsCopiedAsItWasWritten() {
        Answers.are(page, "", "```java\nint a = 1 < 2 ? 3 : 4;\n```");
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        open();
        send("go");
        answered().getByText("Copy").first().click();
        assertThat(page.evaluate("() => navigator.clipboard.readText()")).isEqualTo("int a = 1 < 2 ? 3 : 4;");
    }
}
