package dev.ferkel.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.chat.ReasoningSplitter.Kind;
import dev.ferkel.chat.ReasoningSplitter.Start;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts as models write them, cut into pieces of every size. */
class ReasoningSplitterTest {
    private record Split(String reasoning, String answer) {}

    private static Split split(Start start, String text, int size) {
        var splitter = new ReasoningSplitter(start);
        var reasoning = new StringBuilder();
        var answer = new StringBuilder();
        for (int from = 0; from < text.length(); from += size) {
            for (var piece : splitter.accept(text.substring(from, Math.min(text.length(), from + size)))) {
                assertThat(piece.text()).isNotEmpty();
                (piece.kind() == Kind.REASONING ? reasoning : answer).append(piece.text());
            }
        }
        for (var piece : splitter.end()) {
            (piece.kind() == Kind.REASONING ? reasoning : answer).append(piece.text());
        }
        return new Split(reasoning.toString(), answer.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "THINKING  | 'so\n\nthen\n</think>\n\nFour.'        | 'so\n\nthen' | 'Four.'",
                "THINKING  | '<think>\nso</think>Four.'              | 'so'         | 'Four.'",
                "UNKNOWN   | '<think>\nso\n</think>\n\nFour.'        | 'so'         | 'Four.'",
                "UNKNOWN   | 'so\n</think>\n\nFour.'                 | 'so'         | 'Four.'",
                "UNKNOWN   | '<think>\n\n</think>\n\nFour.'          | ''           | 'Four.'",
                "ANSWERING | 'Four.'                                 | ''           | 'Four.'",
                "ANSWERING | '\n\nFour < five.\n'                    | ''           | 'Four < five.\n'",
                "ANSWERING | '<think>so</think> Four.'               | 'so'         | 'Four.'",
                "ANSWERING | 'The tag <think> is </think> a tag.'    | ''           | 'The tag <think> is </think> a tag.'",
                "THINKING  | 'a < b </thin c </think> <thi'          | 'a < b </thin c' | '<thi'",
                "THINKING  | 'never ends '                           | 'never ends ' | ''",
                "THINKING  | '</think>Four. </think> stays'          | ''           | 'Four. </think> stays'",
                "UNKNOWN   | '<thi'                                  | '<thi'       | ''"
            })
    void texts(Start start, String text, String reasoning, String answer) {
        for (int size = 1; size <= text.length(); size++) {
            assertThat(split(start, text, size)).as("pieces of " + size).isEqualTo(new Split(reasoning, answer));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello there", "<b>bold</b>", "< "})
    void anAnswerIsNotHeldBack(String text) {
        var splitter = new ReasoningSplitter(Start.ANSWERING);
        var released = new StringBuilder();
        for (char c : text.toCharArray()) {
            splitter.accept(String.valueOf(c)).forEach(p -> released.append(p.text()));
        }
        assertThat(released.toString()).isEqualTo(text);
    }
}
