package dev.ferkel.internal.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.chat.ReasoningSplitter;
import dev.ferkel.internal.grading.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskFileTest {
    @TempDir
    Path folder;

    private TaskFile file(String text) throws IOException {
        return new TaskFile(Files.writeString(folder.resolve("mine.jsonl"), text));
    }

    @Test
    void answersAreComparedByMeaning() throws IOException {
        var question = file("{\"prompt\": \"Half of 3?\", \"answer\": 1.5}\n\n")
                .questions()
                .getFirst();
        assertThat(question.prompt()).isEqualTo("Half of 3?");
        assertThat(question.grade().apply("It is half.\nAnswer: 3/2")).isEqualTo(Verdict.CORRECT);
        assertThat(question.grade().apply(" 1.5\n")).isEqualTo(Verdict.CORRECT);
        assertThat(question.grade().apply("2")).isEqualTo(Verdict.WRONG);
        assertThat(question.grade().apply(" ")).isEqualTo(Verdict.NO_ANSWER);
    }

    /** Thoughts are no answer, not even those that never end. */
    @Test
    void thoughtsAreNotGraded() throws IOException {
        var question =
                file("{\"prompt\": \"6*7?\", \"answer\": 42}").questions().getFirst();
        var thinking = new Prompts.Asked(new int[0], ReasoningSplitter.Start.THINKING);
        var answering = new Prompts.Asked(new int[0], ReasoningSplitter.Start.ANSWERING);
        assertThat(question.grade().apply(thinking.answer("six times seven</think>42")))
                .isEqualTo(Verdict.CORRECT);
        assertThat(question.grade().apply(thinking.answer("Is it so? Answer: 42")))
                .isEqualTo(Verdict.NO_ANSWER);
        assertThat(question.grade().apply(answering.answer("It is so. Answer: 42")))
                .isEqualTo(Verdict.CORRECT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"prompt": "a"}                 | line 1: 'answer' is wrong or missing, expected a text
            {"prompt": "", "answer": "b"}   | line 1: 'prompt' is wrong or missing, expected a text
            [1]                             | line 1: found ARRAY, expected an object
            {"prompt": "a"                  | line 1: not JSON
            """)
    void mistakes(String line, String message) throws IOException {
        var file = file(line);
        assertThatThrownBy(file::questions)
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("mine.jsonl: " + message)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"question": "a", "choices": ["b"], "answer": 0}       | 'choices' is wrong or missing, expected a list
            {"question": "a", "choices": ["b", 1], "answer": 0}    | 'choices' is wrong or missing, expected texts
            {"question": "a", "choices": ["b", "c"], "answer": 2}  | 'answer' is wrong or missing, expected the index
            """)
    void mistakesInChoices(String line, String message) throws IOException {
        var file = file(line);
        assertThatThrownBy(file::choices).isInstanceOf(FerkelException.class).hasMessageContaining(message);
    }

    @Test
    void emptyFile() throws IOException {
        var file = file("\n");
        assertThatThrownBy(file::questions).hasMessageContaining("has no lines");
    }

    @Test
    void tasksByWords() {
        assertThat(EvalTask.read(List.of())).containsExactly(new EvalTask.ProblemSet());
        assertThat(EvalTask.read(List.of("bits-per-byte", "choice", "c.jsonl", "own.jsonl", "bits-per-byte", "t.txt")))
                .containsExactly(
                        new EvalTask.Compression(Optional.empty()),
                        new EvalTask.Choice(Path.of("c.jsonl")),
                        new EvalTask.Own(Path.of("own.jsonl")),
                        new EvalTask.Compression(Optional.of(Path.of("t.txt"))));
        assertThatThrownBy(() -> EvalTask.read(List.of("choice"))).hasMessageContaining("needs a file");
        assertThatThrownBy(() -> EvalTask.read(List.of("mmlu"))).hasMessageContaining("there is no task 'mmlu'");
    }
}
