package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.testing.Golden;
import dev.ferkel.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel chat} through pipes. */
class ChatCommandTest {
    @TempDir
    Path folder;

    private Cli chat(String input, String... more) throws IOException {
        TinyModel.write(folder);
        var args = new ArrayList<>(List.of("chat", folder.toString(), "-q", "-t", "0", "-n", "8"));
        args.addAll(List.of(more));
        return Cli.withInput(input, args.toArray(String[]::new));
    }

    /** Turns of a conversation that someone else began: the oracle's fourth case. */
    @Test
    void smolLm2GoesOn() throws IOException {
        var model = Shared.find("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        assumeThat(model).as("../shared/models").isPresent();
        var expected = JsonMapper.shared()
                .readTree(Golden.path("oracle/smollm2/expected.json"))
                .get(3);
        var messages = expected.path("messages");
        var earlier = JsonMapper.shared().createArrayNode().add(messages.get(0)).add(messages.get(1));
        var saved = Files.writeString(
                folder.resolve("saved.json"),
                JsonMapper.shared()
                        .writeValueAsString(
                                JsonMapper.shared().createObjectNode().set("messages", earlier)));
        var input = "/load " + saved + "\n" + messages.get(2).path("content").asString() + "\n";
        var run = Cli.withInput(input, "chat", model.orElseThrow().toString(), "-t", "0", "--exact", "-q");
        assertThat(run.out() + run.err())
                .isEqualTo(expected.path("greedy_text").asString().replace("<|im_end|>", "\n"));
    }

    @Test
    void everyLineIsAMessage() throws IOException {
        var saved = folder.resolve("saved.json");
        var run = chat(
                "Hi\n\n /usr is what?\nthe first \\\nand the second\n\"\"\"\nin\n\nquotes\n\"\"\"\n/save " + saved
                        + "\n",
                "--system",
                "Be brief.");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        var json = JsonMapper.shared().readTree(saved);
        var contents = json.path("messages")
                .valueStream()
                .filter(m -> !m.path("role").asString().equals("assistant"))
                .map(m -> m.path("content").asString())
                .toList();
        assertThat(contents)
                .containsExactly("Be brief.", "Hi", "/usr is what?", "the first \nand the second", "in\n\nquotes");
        var answers = new StringBuilder();
        json.path("messages")
                .valueStream()
                .filter(m -> m.path("role").asString().equals("assistant"))
                .forEach(m -> answers.append(m.path("content").asString()).append('\n'));
        assertThat(run.out()).isEqualTo(answers.toString());
        assertThat(json.path("model").asString()).isEqualTo(folder.getFileName().toString());
    }

    /** What a later turn says depends on the conversation alone, not on how it came about. */
    @Test
    void loadedConversationGoesOnTheSame() throws IOException {
        var saved = folder.resolve("saved.json");
        var before = chat("Hi\nAnd?\n/save " + saved + "\n").out();
        var whole = chat("Hi\nAnd?\nOnce more\n").out();
        assertThat(before + chat("/load " + saved + "\nOnce more\n").out()).isEqualTo(whole);
    }

    @Test
    void newAndQuit() throws IOException {
        var once = chat("Hi\n").lines();
        var again = chat("Hi\n/new\nHi\n/quit\nnever\n").lines();
        assertThat(again).hasSize(2 * once.size());
        assertThat(again.subList(once.size(), again.size())).isEqualTo(once);
    }

    @Test
    void mistakes() throws IOException {
        assertThat(chat("/dance\n"))
                .isEqualTo(
                        new Cli(
                                2,
                                "",
                                "ferkel: there is no /dance; /help lists what there is, a space in front makes it a message\n"));
        assertThat(chat("/temperature hot\n").err())
                .isEqualTo("ferkel: temperature is 'hot', expected a number such as 0.6\n");
        assertThat(chat("/temperature -1\n").err())
                .isEqualTo("ferkel: temperature is -1.0, expected a number from 0.0 to 100.0\n");
        assertThat(chat("/load none.json\n").err()).isEqualTo("ferkel: none.json: no such file\n");
        var config = folder.resolve("config.json");
        assertThat(chat("/save " + config + "\n").err())
                .isEqualTo("ferkel: " + config + ": is no conversation: 'messages' is missing\n");
        assertThat(chat("/think often\n").err())
                .isEqualTo("ferkel: /think is 'often', expected fold, show, on, off or nothing\n");
    }
}
