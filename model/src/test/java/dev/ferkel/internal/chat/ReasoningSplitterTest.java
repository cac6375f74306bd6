package dev.ferkel.internal.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.chat.ReasoningSplitter.Kind;
import dev.ferkel.internal.chat.ReasoningSplitter.Parts;
import dev.ferkel.internal.chat.ReasoningSplitter.Piece;
import dev.ferkel.internal.chat.ReasoningSplitter.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What models write, and what DeepSeek's API makes of it. */
class ReasoningSplitterTest {
    private static final String THOUGHT = "Okay, 2 < 3 and </ is no tag.\n\nSo yes.\n";

    private static void splits(Start start, String text, String reasoning, String answer) {
        assertThat(ReasoningSplitter.split(text, start)).as(text).isEqualTo(new Parts(reasoning, answer));
    }

    @Test
    void theTemplateHasOpenedTheReasoning() {
        splits(Start.THINKING, THOUGHT + "</think>\n\n42", THOUGHT, "42");
        splits(Start.THINKING, "\n" + THOUGHT + "</think>\n\n42\n", THOUGHT, "42\n");
        splits(Start.THINKING, "\n</think>\n\n42", "", "42");
        splits(Start.THINKING, "</think>42", "", "42");
        splits(Start.THINKING, THOUGHT, THOUGHT, "");
        splits(Start.THINKING, "", "", "");
    }

    @Test
    void theModelOpensTheReasoning() {
        for (var start : new Start[] {Start.UNKNOWN, Start.THINKING}) {
            splits(start, "<think>\n" + THOUGHT + "</think>\n\n42", THOUGHT, "42");
            splits(start, "\n <think>" + THOUGHT + "</think>42", THOUGHT, "42");
            splits(start, "<think>\n\n</think>\n\n42", "", "42");
            splits(start, "<think>" + THOUGHT, THOUGHT, "");
        }
    }

    @Test
    void onlyTheClosingTagAppears() {
        splits(Start.UNKNOWN, THOUGHT + "</think>\n\n42", THOUGHT, "42");
        splits(Start.UNKNOWN, THOUGHT + "</think>", THOUGHT, "");
        splits(Start.UNKNOWN, "</think>\n\n42", "", "42");
        var splitter = new ReasoningSplitter(Start.UNKNOWN);
        assertThat(splitter.accept("Okay")).containsExactly(new Piece(Kind.ANSWER, "Okay"));
        assertThat(splitter.accept(".\n</th")).containsExactly(new Piece(Kind.ANSWER, ".\n"));
        assertThat(splitter.accept("ink>\n")).isEmpty();
        assertThat(splitter.answerWasReasoning()).isTrue();
        assertThat(splitter.accept("\n42")).containsExactly(new Piece(Kind.ANSWER, "42"));
        assertThat(splitter.end()).isEmpty();
    }

    @Test
    void noReasoning() {
        for (var start : new Start[] {Start.UNKNOWN, Start.ANSWERING}) {
            splits(start, "\n\n42\n", "", "\n\n42\n");
            splits(start, "a < b, <thinking>, `</think>` closes", "", "a < b, <thinking>, `</think>` closes");
            splits(start, "</thin", "", "</thin");
            splits(start, "<", "", "<");
            splits(start, "  ", "", "  ");
        }
        splits(Start.ANSWERING, "<think> is a tag", "", "<think> is a tag");
        splits(Start.ANSWERING, "see\n</think>\n", "", "see\n</think>\n");
    }

    @Test
    void anAnswerMaySpeakOfTags() {
        var answer = "R1 writes <think> and\n</think>\nthen answers.";
        splits(Start.THINKING, THOUGHT + "</think>\n" + answer, THOUGHT, answer);
        splits(Start.UNKNOWN, "<think><think>a</think>" + answer, "<think>a", answer);
    }

    @Test
    void streamsAtOnce() {
        var splitter = new ReasoningSplitter(Start.UNKNOWN);
        assertThat(splitter.accept("\n")).isEmpty();
        assertThat(splitter.accept("Hel")).containsExactly(new Piece(Kind.ANSWER, "\nHel"));
        assertThat(splitter.accept("lo <")).containsExactly(new Piece(Kind.ANSWER, "lo "));
        assertThat(splitter.accept("b")).containsExactly(new Piece(Kind.ANSWER, "<b"));
        var thinking = new ReasoningSplitter(Start.THINKING);
        assertThat(thinking.accept("Hm")).containsExactly(new Piece(Kind.REASONING, "Hm"));
        assertThat(thinking.accept("</think>\n\nYes")).containsExactly(new Piece(Kind.ANSWER, "Yes"));
        assertThat(thinking.accept("a</think>\nb")).containsExactly(new Piece(Kind.ANSWER, "a</think>\nb"));
    }

    /** However a text is cut, the pieces are the same, joined; the tags' parts never show. */
    @Test
    void anyCut() {
        var random = new Random(3);
        var parts = List.of(
                "<think>", "</think>", "\n", "a", "<", "/", "think>", "</", "<th", " ", "\r\n", "ink", "b\n", "😀");
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(9); n > 0; n--) {
                text.append(parts.get(random.nextInt(parts.size())));
            }
            for (var start : Start.values()) {
                var whole = new ReasoningSplitter(start);
                var expected = joined(whole.accept(text.toString()), whole.end());
                var cut = new ReasoningSplitter(start);
                var pieces = new ArrayList<Piece>();
                for (int i = 0; i < text.length(); ) {
                    int to = Math.min(text.length(), i + 1 + random.nextInt(4));
                    pieces.addAll(cut.accept(text.substring(i, to)));
                    i = to;
                }
                assertThat(joined(pieces, cut.end())).as("%s %s", start, text).isEqualTo(expected);
                assertThat(pieces).noneMatch(p -> p.text().isEmpty());
                assertThat(cut.answerWasReasoning()).isEqualTo(whole.answerWasReasoning());
            }
        }
    }

    private static Parts joined(List<Piece> pieces, List<Piece> end) {
        var reasoning = new StringBuilder();
        var answer = new StringBuilder();
        for (var list : List.of(pieces, end)) {
            list.forEach(p -> (p.kind() == Kind.REASONING ? reasoning : answer).append(p.text()));
        }
        return new Parts(reasoning.toString(), answer.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "<｜Assistant｜><think>\\n, THINKING",
        "<｜Assistant｜><think>, THINKING",
        "<｜Assistant｜></think>, ANSWERING",
        "<|im_start|>assistant\\n<think>\\n\\n</think>\\n\\n, ANSWERING",
        "<｜Assistant｜>, UNKNOWN",
        "what is <think>?<｜Assistant｜>, UNKNOWN"
    })
    void startOfPrompts(String prompt, Start expected) {
        var template = ChatTemplate.of("t", "{{ messages[0].content.split('</think>')[-1] }}", null, null);
        assertThat(template.startOf(prompt.replace("\\n", "\n"))).isEqualTo(expected);
    }

    @Test
    void aTemplateThatDoesNotReason() {
        assertThat(ChatTemplate.plain().startOf("User: hi\nAssistant:")).isEqualTo(Start.ANSWERING);
        var message = Map.of("role", "user", "content", "hi");
        var template = ChatTemplate.of(
                "t", "{{ messages[0].content }}{% if add_generation_prompt %}<think>\n{% endif %}", null, null);
        assertThat(template.startOf(template.render(List.of(message), null, true, Map.of())))
                .isEqualTo(Start.THINKING);
    }
}
