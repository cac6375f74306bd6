package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a chat shows of reasoning and answer. */
class ReplyViewTest {
    private final StringBuilder screen = new StringBuilder();

    private ReplyView view(boolean interactive, boolean folds) {
        var terminal = new ChatTerminal() {
            @Override
            public String read() {
                return null;
            }

            @Override
            public boolean print(String text) {
                screen.append(text);
                return true;
            }

            @Override
            public Style style() {
                return new Style(interactive, interactive);
            }

            @Override
            public boolean interactive() {
                return interactive;
            }

            @Override
            public void busy(Runnable interrupt, Runnable work) {
                work.run();
            }

            @Override
            public void close() {}
        };
        return new ReplyView(terminal, folds, () -> {});
    }

    private static void reply(ReplyView view) {
        view.token(1);
        view.reasoning("Well,");
        view.token(2);
        view.reasoning(" hm.");
        view.token(3);
        view.answer("It is \u001b[31mso.");
        view.end();
    }

    @Test
    void reasoningDimmed() {
        reply(view(true, false));
        assertThat(screen.toString())
                .isEqualTo("\u001b[2mWell,\u001b[0m\u001b[2m hm.\u001b[0m\n\nIt is \ufffd[31mso.\n");
    }

    @Test
    void reasoningFolded() {
        reply(view(true, true));
        assertThat(screen.toString())
                .startsWith("\r\u001b[2mthinking ")
                .contains("\r\u001b[2mthought for ", " s, 3 tokens\u001b[0m\u001b[K\nIt is")
                .doesNotContain("Well");
    }

    @Test
    void onlyTheAnswerThroughPipes() {
        reply(view(false, false));
        assertThat(screen.toString()).isEqualTo("It is \u001b[31mso.\n");
    }
}
